/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.Readiness;
import org.gishe.catalogue.Versions;
import org.gishe.contents.Contents;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.internal.Intake.Outcome;
import org.gishe.fence.Fence;
import org.gishe.journal.Journal;
import org.gishe.store.Store;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the framework to what the ledger says: at start, at each deployment, and every second after. Changes go through
 * one lock; what versions are current is read from memory without it.
 */
@Component(
        configurationPid = "org.gishe.deployment",
        immediate = true,
        service = {Deployment.class, Versions.class, Readiness.class})
@Designate(ocd = DeploymentConfiguration.class)
public final class DeploymentComponent implements Deployment, Versions, Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(DeploymentComponent.class);
    private static final String FIRST_START = "first start";

    private final InstantSource clock;
    private final Records records;
    private final Intake intake;
    private final Keeper keeper;
    private final Decisions decisions;
    private final Overview overview;
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread = new Thread(this::keep, "gishe-deployment");
    private final Folder folder;
    private final Path samples;

    private volatile boolean converged;
    private volatile boolean troubled;
    private volatile boolean closed;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile Collection<Pins> pins = List.of();

    /**
     * Where jars come from.
     *
     * @param samples empty path for none
     */
    record Places(Path folder, Path samples) {
        static Places of(DeploymentConfiguration configuration) {
            Path data = Path.of(System.getProperty("gishe.data", "data"));
            Path home = Path.of(System.getProperty("karaf.home", "."));
            Path samples =
                    configuration.samples().isEmpty() ? home.resolve("samples") : Path.of(configuration.samples());
            return new Places(
                    configuration.folder().isEmpty() ? data.resolve("deploy") : Path.of(configuration.folder()),
                    Boolean.getBoolean("gishe.empty") ? Path.of("") : samples);
        }
    }

    @Activate
    public DeploymentComponent(
            BundleContext context,
            @Reference Store store,
            @Reference Contents contents,
            @Reference Journal journal,
            @Reference Catalogue catalogue,
            @Reference ServiceComponentRuntime components,
            @Reference InstantSource clock,
            @Reference Fence fence, // no plug-in resolves without it
            @Reference Trust trust,
            DeploymentConfiguration configuration) {
        this(
                context,
                store,
                contents,
                journal,
                catalogue,
                components,
                clock,
                trust,
                Places.of(configuration),
                configuration.demandReport(),
                new Keeper.Terms(
                        Duration.ofSeconds(configuration.graceSeconds()),
                        Duration.ofSeconds(configuration.startSeconds()),
                        Duration.ofDays(configuration.drainDays()),
                        Duration.ofMinutes(configuration.watchMinutes())));
        thread.setDaemon(true);
        thread.start();
    }

    /** Without a thread of its own: tests say when it looks. */
    DeploymentComponent(
            BundleContext context,
            Store store,
            Contents contents,
            Journal journal,
            Catalogue catalogue,
            ServiceComponentRuntime components,
            InstantSource clock,
            Trust trust,
            Places places,
            boolean demandReport,
            Keeper.Terms terms) {
        this.clock = clock;
        this.samples = places.samples();
        this.folder = new Folder(places.folder(), this);
        this.records = new Records(store, journal, clock);
        var bundles = new PluginBundles(context, catalogue, components);
        this.intake = new Intake(contents, records, bundles, trust, clock, terms.start(), demandReport, lock);
        this.keeper = new Keeper(contents, records, bundles, catalogue, clock, terms, intake::isTrying);
        this.decisions = new Decisions(records, keeper, clock, this::pinned);
        this.overview = new Overview(records, keeper, clock);
        records.nameCulprits();
    }

    @Deactivate
    void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(20));
    }

    // ------------------------------------------------------------------ what the ledger says

    @Override
    public Optional<String> version(Kind kind, String id, Instant at, String seed) {
        return records.rules(id).current(at, seed).map(Line::version);
    }

    @Override
    public List<Line> ledger() {
        return records.ledger();
    }

    @Override
    public String name() {
        return "deployment";
    }

    @Override
    public Optional<String> missing() {
        return converged ? Optional.empty() : Optional.of("plug-ins of the ledger are being started");
    }

    @Override
    public List<State> states() {
        return overview.states(pinned());
    }

    /** How much open work each version has, by plugin@version. */
    private Map<String, Long> pinned() {
        var counts = new HashMap<String, Long>();
        for (Pins each : pins) {
            for (Pins.Pin pin : each.pins()) {
                counts.merge(pin.id() + "@" + pin.version(), pin.count(), Long::sum);
            }
        }
        return counts;
    }

    // ------------------------------------------------------------------ what operators decide

    @Override
    public State deploy(InputStream jar, Order order) {
        return state(intake.deploy(jar, order));
    }

    @Override
    public State promote(String pluginId, String version, String by) {
        return locked(() -> decisions.promote(pluginId, version, by));
    }

    @Override
    public State rollback(String pluginId, String by) {
        return locked(() -> decisions.rollback(pluginId, by));
    }

    @Override
    public State remove(String pluginId, String by) {
        return locked(() -> decisions.remove(pluginId, by));
    }

    @Override
    public State extend(String pluginId, String version, Instant until, String by) {
        return locked(() -> decisions.extend(pluginId, version, until, by));
    }

    @Override
    public State end(String pluginId, String version, String by) {
        return locked(() -> decisions.end(pluginId, version, by));
    }

    @Override
    public State release(String pluginId, String by) {
        return locked(() -> decisions.release(pluginId, by));
    }

    /** Removes the plug-in of this jar, unless another version of it has become current. */
    void removeIfCurrent(String sha256, String by) {
        records.jar(sha256)
                .filter(each -> records.rules(each.jar().plugin())
                        .current(clock.instant(), "")
                        .filter(line -> line.sha256().equals(sha256))
                        .isPresent())
                .ifPresent(each -> remove(each.jar().plugin(), by));
    }

    private State locked(Supplier<Outcome> decision) {
        lock.lock();
        try {
            return state(decision.get());
        } finally {
            lock.unlock();
        }
    }

    private State state(Outcome outcome) {
        if (outcome.problems().isEmpty()) {
            return overview.state(records.jar(outcome.sha256()).orElseThrow(), pinned());
        }
        Jar jar = outcome.jar();
        return new State(
                "",
                jar.plugin(),
                jar.version(),
                jar.symbolicName(),
                outcome.sha256(),
                Phase.REFUSED,
                outcome.problems(),
                clock.instant(),
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    // ------------------------------------------------------------------ keeping

    private void keep() {
        try {
            while (!closed) {
                turn();
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            LOG.debug("Deployment ends");
        }
    }

    /** One look at what the ledger needs, what runs, and what lies in the folder. */
    void turn() throws InterruptedException {
        try {
            lock.lock();
            try {
                records.refresh();
                keeper.converge(pinned());
            } finally {
                lock.unlock();
            }
            if (!converged) {
                deploySamples();
                converged = true;
            }
            folder.look();
            troubled = false;
        } catch (RuntimeException e) {
            if (closed) {
                return;
            }
            if (!troubled) { // told once, tried again each second
                LOG.warn("Plug-ins could not be brought in step with the ledger; tried again each second", e);
            }
            troubled = true;
        }
    }

    /** A first start that was cut off goes on where it was; once somebody else wrote into the ledger, it is theirs. */
    private void deploySamples() throws InterruptedException {
        boolean begins = ledger().stream()
                .allMatch(line -> line.by().equals(Records.PLATFORM)
                        || line.by().equals(FIRST_START) && !line.action().equals(Ledger.SAMPLES));
        if (!begins || samples.toString().isEmpty() || !Files.isDirectory(samples)) {
            return;
        }
        int count = 0;
        try (Stream<Path> files = Files.list(samples)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                if (closed) {
                    throw new InterruptedException();
                }
                try (InputStream in = Files.newInputStream(file)) {
                    State state = deploy(in, Order.by(FIRST_START).build());
                    if (state.phase() == Phase.REFUSED) {
                        LOG.error("Sample {} was refused: {}", file.getFileName(), state.reasons());
                    }
                }
                count++;
            }
        } catch (IOException e) {
            LOG.error("The samples cannot be read from {}", samples, e);
            return;
        }
        records.write(Ledger.SAMPLES, Records.NONE, "", FIRST_START, count + " samples");
    }
}
