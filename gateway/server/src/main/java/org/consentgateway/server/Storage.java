package org.consentgateway.server;

import java.io.IOException;
import java.util.List;
import org.consentgateway.server.adapter.audit.DataFormat;
import org.consentgateway.server.adapter.audit.Lookup;
import org.consentgateway.server.adapter.audit.TrailWalk;
import org.consentgateway.server.adapter.audit.WriteAheadTrail;
import org.consentgateway.server.adapter.jdbc.Database;
import org.consentgateway.server.adapter.jdbc.DecisionFactStore;
import org.consentgateway.server.adapter.jdbc.FactKeeper;
import org.consentgateway.server.adapter.jdbc.GrantStore;
import org.consentgateway.server.adapter.jdbc.ModeStore;
import org.consentgateway.server.adapter.jdbc.NewerDatabase;
import org.consentgateway.server.adapter.jdbc.ReviewStore;
import org.consentgateway.server.adapter.jdbc.TrailIndexStore;
import org.consentgateway.server.adapter.jdbc.WitnessStore;
import org.consentgateway.server.adapter.jdbc.WorklistStore;
import org.consentgateway.server.adapter.spool.SpoolFiles;
import org.consentgateway.server.adapter.upstream.SigningKeys;
import org.consentgateway.server.authorize.ObserveMode;
import org.consentgateway.server.authorize.Records;
import org.consentgateway.server.config.GatewayConfig;
import org.consentgateway.server.port.DisclosureIndex;
import org.consentgateway.server.port.SealedTokens;
import org.consentgateway.server.port.Witness;
import org.consentgateway.server.tools.AccountingIndex;
import org.consentgateway.server.tools.IndexComparison;
import org.consentgateway.server.tools.TrailIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway keeps: the trail, the database, the keys. What is promised rests on them. */
final class Storage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    /** Of the disk for long contents of answers: 4 GiB an answer, 16 GiB in all, and 1 GiB stays free. */
    private static final SpoolFiles.Room SPOOLED = new SpoolFiles.Room(4L << 30, 16L << 30, 1L << 30);

    final ModeLock lock;
    final ModeStore modes;
    final ObserveMode observing;
    final WriteAheadTrail trail;
    final Records records;
    final Lookup lookup;
    final Database database;
    private final WitnessStore witness;
    final GrantStore grants;
    final ReviewStore reviews;
    final WorklistStore worklist;
    final SealedTokens seals;
    final TrailIndexStore indexed;
    final TrailIndex index;
    final AccountingIndex accountable;
    final NightlyComparison compared;
    final DecisionFactStore decisionFacts;
    final FactKeeper facts;
    final SigningKeys signingKeys;
    final SpoolFiles spools;

    Storage(Setup setup) throws IOException, CannotStart {
        GatewayConfig.Storage places = setup.config().storage();
        refuseNewer(places);
        lock = ModeLock.of(places.data(), setup.config().observe(), setup.clock());
        trail = WriteAheadTrail.open(places.data(), places.keys(), setup.clock(), lock.opening());
        DataFormat.mark(places.data());
        spools = new SpoolFiles(places.data().resolve("spool"), SPOOLED);
        records =
                new Records(trail.keys()::hide, setup.pack().id(), setup.pack().version());
        lookup = new Lookup(places.data());
        database = places.database().isPresent()
                ? Database.at(
                        places.database().get().url(),
                        places.database().get().user(),
                        places.database().get().password().map(secret -> secret.reveal()))
                : Database.embedded(places.data());
        modes = new ModeStore(database);
        observing = begun();
        database.toldOf(setup.dependencies());
        witness = new WitnessStore(database);
        trail.witnessed(witness, setup.dependencies());
        grants = new GrantStore(database, trail, setup.clock());
        reviews = new ReviewStore(database, trail, setup.clock());
        worklist = new WorklistStore(database, setup.clock());
        seals = new SealedTokens(trail.keys().sealing());
        indexed = new TrailIndexStore(database);
        TrailWalk walk = new TrailWalk(places.data());
        index = new TrailIndex(walk, indexed);
        accountable = new AccountingIndex(index, indexed.accountable());
        compared = new NightlyComparison(
                this::catchUp,
                new IndexComparison(walk, indexed),
                setup.clock(),
                setup.pack().zone());
        decisionFacts = new DecisionFactStore(database, seals, setup.clock());
        facts = new FactKeeper(trail, decisionFacts);
        signingKeys = new SigningKeys(places.keys(), places.rotation(), setup.clock());
        signingKeys.refresh();
    }

    /** What a newer version wrote is left as it is. */
    private static void refuseNewer(GatewayConfig.Storage places) throws IOException, CannotStart {
        DataFormat.refuseNewer(places.data());
        try {
            Database.refuseNewer(places);
        } catch (NewerDatabase e) {
            throw new CannotStart(List.of(e.getMessage()));
        }
    }

    /** An installation that may not observe lets go of its disks again. */
    private ObserveMode begun() throws CannotStart, IOException {
        try {
            return lock.begin(modes);
        } catch (CannotStart | IOException | RuntimeException e) {
            trail.close();
            database.close();
            throw e;
        }
    }

    /** How far the trail was signed, as is known outside its folder. */
    List<Witness.Signed> signed() throws IOException {
        return trail.signed(witness);
    }

    /** The index of the trail, with all that was recorded before this call. */
    DisclosureIndex indexNow() {
        catchUp();
        return indexed;
    }

    /** Indexes what was recorded since it did so last. */
    void catchUp() {
        try {
            index.update();
        } catch (IOException e) {
            LOG.warn("the index of the trail is behind: {}", e.getClass().getName());
        }
    }

    @Override
    public void close() {
        facts.close();
        compared.stop();
        try {
            trail.close();
        } catch (IOException e) {
            LOG.error("the audit trail did not close: {}", e.getClass().getName());
        }
        database.close(); // the last checkpoint is known there too
    }
}
