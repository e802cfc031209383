package org.consentgateway.sandbox.ehr;

import ca.uhn.fhir.rest.server.RestfulServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.commons.dbcp2.BasicDataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A running HAPI FHIR JPA R4 server on loopback. Several may run in one process: each has its own database and port.
 *
 * <p>It takes 20 to 75 seconds to start, so tests share one.
 */
public final class HapiJpaServer implements AutoCloseable {

    private static final int CONNECTIONS = 16;
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    private final AnnotationConfigApplicationContext spring;
    private final BasicDataSource source;
    private final Tomcat tomcat;
    private final URI base;

    private HapiJpaServer(AnnotationConfigApplicationContext spring, BasicDataSource source, Tomcat tomcat, URI base) {
        this.spring = spring;
        this.source = source;
        this.tomcat = tomcat;
        this.base = base;
    }

    /** Starts a server on a free port that forgets everything when it is closed. */
    public static HapiJpaServer inMemory() throws IOException {
        return start(0, Optional.empty());
    }

    /**
     * Starts a server.
     *
     * @param port where it listens on 127.0.0.1; 0 takes a free one
     * @param data the folder that keeps the database between starts; without it the database is in memory
     */
    public static HapiJpaServer start(int port, Optional<Path> data) throws IOException {
        BasicDataSource source = source(data);
        AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext();
        spring.registerBean("dataSource", DataSource.class, () -> source);
        spring.register(JpaWiring.class);
        spring.refresh();
        RestfulServer servlet = spring.getBean(RestfulServer.class);
        Tomcat tomcat = tomcat(port, servlet);
        URI base = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/fhir");
        return new HapiJpaServer(spring, source, tomcat, base);
    }

    private static BasicDataSource source(Optional<Path> data) {
        BasicDataSource source = new BasicDataSource();
        source.setDriver(new org.h2.Driver());
        source.setUrl(
                data.map(folder -> "jdbc:h2:file:" + folder.toAbsolutePath().resolve("ehr") + ";DB_CLOSE_ON_EXIT=FALSE")
                        .orElseGet(() -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"));
        source.setUsername("sa");
        source.setPassword("");
        source.setMaxTotal(CONNECTIONS);
        return source;
    }

    private static Tomcat tomcat(int port, RestfulServer servlet) throws IOException {
        TOMCAT.setLevel(Level.WARNING);
        Path scratch = Files.createTempDirectory("ehr");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(scratch.toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", "64");
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setMaxPostSize(-1);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", scratch.toString());
        Tomcat.addServlet(context, "fhir", servlet).setLoadOnStartup(1);
        context.addServletMappingDecoded("/fhir/*", "fhir");
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IOException("the FHIR server cannot listen on port `" + port + "`", e);
        }
        return tomcat;
    }

    /** The FHIR base, such as {@code http://127.0.0.1:8090/fhir}. */
    public URI base() {
        return base;
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
            spring.close();
            source.close();
        } catch (LifecycleException | java.sql.SQLException e) {
            throw new IOException("the FHIR server does not stop", e);
        }
    }
}
