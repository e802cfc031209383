package org.consentgateway.server.attack;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs one test class, or {@code class#method}, in this JVM: exit 0 when green, 1 when red, 2 when nothing ran. */
final class RunTest {

    private RunTest() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        String[] part = arguments[0].split("#", 2);
        Class<?> type = Class.forName(part[0]);
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        // by name alone: a parameterized method has parameters
        for (var method : type.getDeclaredMethods()) {
            if (part.length == 2 && method.getName().equals(part[1]))
                request.selectors(DiscoverySelectors.selectMethod(type, method));
        }
        if (part.length == 1) request.selectors(DiscoverySelectors.selectClass(type));
        TestExecutionSummary summary = run(request.build());
        summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 5);
        System.exit(summary.getTestsStartedCount() == 0 ? 2 : summary.getTotalFailureCount() == 0 ? 0 : 1);
    }

    private static TestExecutionSummary run(LauncherDiscoveryRequest request) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }
}
