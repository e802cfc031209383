package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import org.consentgateway.server.management.WitnessServer;
import org.consentgateway.server.tlog.CosigningWitness;

/**
 * A witness in a process of its own, whose disk stops for good at a step of {@link Disk#replace}: {@code before} anything is
 * written, or {@code after} all is in its place and nobody was answered. {@code never}: it does not stop.
 */
final class KilledWitness {

    static final String SAYS_PORT = "port ";
    static final String SAYS_STOPPED = "stopped";

    private KilledWitness() {}

    public static void main(String[] arguments) throws Exception {
        WitnessFolder folder = WitnessFolder.open(Path.of(arguments[0]), "witness.example/audit", disk(arguments[1]));
        CosigningWitness witness = new CosigningWitness(folder.signer(), folder::logs, folder, Clock.systemUTC());
        WitnessServer server = new WitnessServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), witness);
        say(SAYS_PORT + server.port());
        while (true) LockSupport.park();
    }

    private static Disk disk(String stops) {
        Disk real = Disk.real();
        return new Disk() {
            @Override
            public Appender append(Path file) throws IOException {
                return real.append(file);
            }

            @Override
            public void syncFolder(Path folder) throws IOException {
                real.syncFolder(folder);
            }

            @Override
            public void replace(Path file, byte[] content) throws IOException {
                if (stops.equals("before")) stop();
                real.replace(file, content);
                if (stops.equals("after")) stop();
            }
        };
    }

    private static void stop() {
        say(SAYS_STOPPED);
        while (true) LockSupport.park();
    }

    private static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }
}
