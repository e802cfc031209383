package org.consentgateway.server.pages;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.consentgateway.server.attack.Chart;
import org.consentgateway.server.attack.FakeEhr;
import org.consentgateway.server.attack.World;

/** A hospital whose people sign in: an EHR, an issuer, the gateway, and who is who. */
public final class Office implements AutoCloseable {

    public final World world;
    public final SignInDesk desk;

    public Office() throws IOException {
        this(Map.of());
    }

    public Office(Map<String, String> more, FakeEhr.Manner... manners) throws IOException {
        this(new World(variables(more), manners));
    }

    /** By another clock. */
    public Office(Map<String, String> more, Clock clock) throws IOException {
        this(new World(variables(more), clock));
    }

    /** Whose EHR holds the whole chart, and an authorization of a patient for their note. */
    static Office withAuthorization() throws IOException {
        Office office = new Office();
        Chart.all().forEach(office.world.ehr::put);
        office.world.ehr.put(Chart.authorization("A1"));
        return office;
    }

    private static Map<String, String> variables(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "GATEWAY_SIGNIN_CLIENT_ID",
                SignInDesk.CLIENT,
                "GATEWAY_SIGNIN_CLIENT_SECRET",
                SignInDesk.SECRET,
                "GATEWAY_SITE_NAME",
                "Riverside Clinic",
                "GATEWAY_SITE_CONTACT",
                "Privacy office: 555-0100"));
        variables.putAll(more);
        return variables;
    }

    private Office(World opened) {
        world = opened;
        desk = new SignInDesk(world.issuer);
        desk.knows("officer", () -> world.tokens.person("po-1", "privacy-officer"))
                .knows("second-officer", () -> world.tokens.person("po-2", "privacy-officer"))
                .knows("labeller", () -> world.tokens.person("lab-1", "labeller"))
                .knows("clinician", () -> world.tokens.clinician())
                .knows("author", () -> world.tokens.author())
                .knows("patient", () -> world.tokens.patient("P1"))
                .knows("other-patient", () -> world.tokens.patient("P2"))
                .knows("mother", () -> world.tokens.representative("R1", "P3"))
                .knows("neighbour", () -> world.tokens.representative("R2", "P3"));
    }

    /** Somebody who has signed in and gone on. */
    public Browser signedIn(String person, String landing) throws IOException, InterruptedException {
        Browser browser = new Browser(world.gateway.port());
        browser.signIn(person, landing);
        browser.get("/" + landing);
        return browser;
    }

    @Override
    public void close() {
        world.close();
    }
}
