package org.consentgateway.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.consentgateway.server.adapter.audit.WitnessFolder;
import org.consentgateway.server.management.WitnessServer;
import org.consentgateway.server.tlog.CosigningWitness;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that is no gateway: a witness of the trails of others, on another machine. */
interface WitnessCommands extends GatewayCommandLine {

    @Command(
            name = "witness",
            header = "Serves as a witness of audit trails (C2SP tlog-witness), until it is told to end.")
    default int witness(
            @Option(names = "--data", paramLabel = "DIR", required = true, description = "its own folder") Path folder,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            required = true,
                            description = "under which it cosigns, e.g. witness.example.org/audit; always the same")
                    String name,
            @Option(
                            names = "--host",
                            paramLabel = "HOST",
                            defaultValue = "127.0.0.1",
                            description = "where it listens (${DEFAULT-VALUE})")
                    String host,
            @Option(names = "--port", paramLabel = "N", required = true, description = "0: any") int port)
            throws IOException, InterruptedException {
        if (!name.matches("[^\\s+]+")) throw new IOException("`--name` may hold neither a space nor `+`");
        WitnessFolder own = WitnessFolder.open(folder, name);
        CosigningWitness witness = new CosigningWitness(own.signer(), own::logs, own, InstantSource.system());
        own.logs(); // a list that cannot be read is told now
        WitnessServer server = new WitnessServer(new InetSocketAddress(host, port), witness);
        out().println("witness key " + own.signer().verifier().text());
        out().println("cosigning on port " + server.port());
        out().flush();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "stop"));
        stopped.await();
        return 0;
    }
}
