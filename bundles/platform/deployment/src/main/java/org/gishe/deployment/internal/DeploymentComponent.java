/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.gishe.api.base.Data;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.Readiness;
import org.gishe.catalogue.Versions;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.internal.Jars.Kept;
import org.gishe.journal.Entry;
import org.gishe.journal.Journal;
import org.gishe.store.Store;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
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
        service = {Deployment.class, Versions.class, Readiness.class})
@Designate(ocd = DeploymentConfiguration.class)
public final class DeploymentComponent implements Deployment, Versions, Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(DeploymentComponent.class);
    private static final long LARGEST = 64L << 20;
    private static final int DEATHS = 2;

    private final Store store;
    private final Contents contents;
    private final Journal journal;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final PluginBundles bundles;
    private final Ledger table = new Ledger();
    private final Jars jars = new Jars();
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread keeper;
    private final Folder folder;
    private final Path samples;
    private final Duration grace;

    private volatile List<Line> ledger = List.of();
    private volatile Map<String, Kept> kept = Map.of();
    private volatile Map<String, List<String>> down = Map.of();
    private volatile boolean converged;
    private volatile boolean closed;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile Collection<Pins> pins = List.of();

    @Activate
    public DeploymentComponent(
            BundleContext context,
            @Reference Store store,
            @Reference Contents contents,
            @Reference Journal journal,
            @Reference Catalogue catalogue,
            @Reference ServiceComponentRuntime components,
            @Reference InstantSource clock,
            DeploymentConfiguration configuration) {
        this.store = store;
        this.contents = contents;
        this.journal = journal;
        this.catalogue = catalogue;
        this.clock = clock;
        this.bundles = new PluginBundles(context, catalogue, components);
        this.grace = Duration.ofSeconds(configuration.graceSeconds());
        Path data = Path.of(System.getProperty("gishe.data", "data"));
        this.folder = new Folder(
                configuration.folder().isEmpty() ? data.resolve("deploy") : Path.of(configuration.folder()), this);
        boolean empty = Boolean.getBoolean("gishe.empty");
        String home = System.getProperty("karaf.home", ".");
        this.samples = empty
                ? Path.of("")
                : configuration.samples().isEmpty() ? Path.of(home, "samples") : Path.of(configuration.samples());
        store.migrate("deployment", DeploymentComponent.class);
        reload();
        this.keeper = new Thread(this::keep, "gishe-deployment");
        keeper.setDaemon(true);
        keeper.start();
    }

    @Deactivate
    void close() throws InterruptedException {
        closed = true;
        keeper.interrupt();
        keeper.join(TimeUnit.SECONDS.toMillis(20));
    }

    // ------------------------------------------------------------------ what the ledger says

    @Override
    public Optional<String> version(Kind kind, String id, Instant at, String seed) {
        return Ledger.current(ledger, id, at).map(Line::version);
    }

    @Override
    public List<Line> ledger() {
        return ledger;
    }

    private void reload() {
        List<Line> lines = store.read(table::read);
        var byHash = new LinkedHashMap<String, Kept>();
        for (Kept each : store.read(jars::read)) {
            byHash.put(each.sha256(), each);
        }
        this.ledger = List.copyOf(lines);
        this.kept = Map.copyOf(byHash);
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
        var states = new ArrayList<State>();
        Instant now = clock.instant();
        for (Kept each : kept.values()) {
            states.add(state(each, now));
        }
        states.sort(Comparator.comparing(State::plugin)
                .thenComparing(State::since, Comparator.reverseOrder())
                .thenComparing(State::version));
        return states;
    }

    private State state(Kept each, Instant now) {
        Jar jar = each.jar();
        Optional<Line> current = Ledger.current(ledger, jar.plugin(), now);
        List<Line> lines = ledger.stream()
                .filter(line -> line.sha256().equals(each.sha256()))
                .toList();
        Line last = lines.get(lines.size() - 1);
        boolean installed = bundles.find(each.sha256()).isPresent();
        boolean serves = installed && bundles.serves(jar);
        Phase phase;
        if (last.action().equals(Ledger.QUARANTINE)) {
            phase = Phase.QUARANTINED;
        } else if (current.isPresent() && current.get().sha256().equals(each.sha256())) {
            phase = serves ? Phase.CURRENT : Phase.DOWN;
        } else {
            phase = installed ? Phase.DRAINING : Phase.GONE;
        }
        List<String> reasons = phase == Phase.DOWN
                ? down.getOrDefault(each.sha256(), List.of("it is not running"))
                : phase == Phase.QUARANTINED ? List.of(last.reason()) : List.of();
        return new State(
                kind(jar),
                jar.plugin(),
                jar.version(),
                jar.symbolicName(),
                each.sha256(),
                phase,
                reasons,
                last.at(),
                inside(jar),
                pinned(jar));
    }

    private static String kind(Jar jar) {
        return jar.kinds().stream()
                .map(kind -> kind.name().toLowerCase(java.util.Locale.ROOT))
                .sorted()
                .reduce((a, b) -> a + "+" + b)
                .orElse("");
    }

    private long inside(Jar jar) {
        return catalogue.inside().entrySet().stream()
                .filter(entry -> jar.plugin().equals(entry.getKey().id())
                        && jar.version().equals(entry.getKey().version()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private long pinned(Jar jar) {
        long count = 0;
        for (Pins each : pins) {
            for (Pins.Pin pin : each.pins()) {
                if (pin.id().equals(jar.plugin()) && pin.version().equals(jar.version())) {
                    count += pin.count();
                }
            }
        }
        return count;
    }

    // ------------------------------------------------------------------ coming in

    @Override
    public State deploy(InputStream source, String by) {
        Content content;
        Path file;
        try {
            content = contents.stream(source, LARGEST, "application/java-archive");
            file = Files.createTempFile("gishe-", ".jar");
        } catch (Contents.TooLargeException e) {
            return refused("", "", "", "", by, List.of("it is larger than 64 MiB"));
        } catch (IOException e) {
            return refused("", "", "", "", by, List.of("it did not arrive whole: " + e.getMessage()));
        }
        lock.lock();
        try {
            Kept known = kept.get(content.sha256());
            if (known != null && isCurrent(known)) {
                return state(known, clock.instant());
            }
            // The streamed bytes have no name yet, so they are read back through a short unit that names them.
            store.commit(unit -> {
                contents.keep(unit, content);
                return null;
            });
            try (InputStream in = contents.open(content.id())) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return takeIn(file, content, known, by);
        } catch (IOException e) {
            LOG.error("A jar could not be read back", e);
            return refused("", "", "", content.sha256(), by, List.of("it could not be read back: " + e.getMessage()));
        } finally {
            lock.unlock();
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.debug("A temporary file stays until the next start", e);
            }
        }
    }

    private boolean isCurrent(Kept each) {
        return Ledger.current(ledger, each.jar().plugin(), clock.instant())
                .filter(line -> line.sha256().equals(each.sha256()))
                .isPresent();
    }

    private State takeIn(Path file, Content content, Kept known, String by) throws IOException {
        var check = new JarCheck();
        Optional<Jar> checked = check.check(file.toFile());
        if (checked.isEmpty()) {
            return refuse(content, known, new Jar("", "", java.util.Set.of(), "", false), by, check.problems());
        }
        Jar jar = checked.get();
        boolean taken = kept.values().stream()
                .anyMatch(other -> other.jar().plugin().equals(jar.plugin())
                        && other.jar().version().equals(jar.version())
                        && !other.sha256().equals(content.sha256()));
        if (taken) {
            return refuse(
                    content,
                    known,
                    jar,
                    by,
                    List.of("version " + jar.version() + " of " + jar.plugin()
                            + " was deployed with other content before: raise Bundle-Version"));
        }
        Bundle bundle;
        boolean installedBefore = bundles.find(content.sha256()).isPresent();
        try (InputStream in = Files.newInputStream(file)) {
            bundle = bundles.install(content.sha256(), in);
        } catch (BundleException e) {
            return refuse(content, known, jar, by, List.of("it cannot be installed: " + e.getMessage()));
        }
        List<String> problems = bundles.missing(bundle);
        if (problems.isEmpty()) {
            problems = startWatched(bundle, content.sha256(), jar);
        }
        if (!problems.isEmpty()) {
            if (!installedBefore) {
                bundles.uninstall(bundle);
            }
            return refuse(content, known, jar, by, problems);
        }
        store.commit(unit -> {
            if (known == null) {
                jars.insert(unit, new Kept(content.sha256(), content.id(), jar));
            } else {
                contents.erase(unit, content.id());
            }
            table.write(unit, clock.instant(), Ledger.DEPLOY, jar.plugin(), jar.version(), content.sha256(), by, "");
            journal.record(unit, entry("deployment.deployed", jar, by, ""));
            return null;
        });
        reload();
        LOG.info("{} {} is current", jar.plugin(), jar.version());
        return state(kept.get(content.sha256()), clock.instant());
    }

    private State refuse(Content content, Kept known, Jar jar, String by, List<String> problems) {
        store.commit(unit -> {
            contents.erase(unit, content.id());
            return null;
        });
        return refused(jar.plugin(), jar.version(), jar.symbolicName(), content.sha256(), by, problems);
    }

    private State refused(
            String plugin, String version, String symbolicName, String sha256, String by, List<String> problems) {
        Instant now = clock.instant();
        store.commit(unit -> {
            table.write(unit, now, Ledger.REFUSED, plugin, version, sha256, by, String.join("; ", problems));
            journal.record(
                    unit,
                    entry(
                            "deployment.refused",
                            new Jar(symbolicName, version, java.util.Set.of(), plugin, false),
                            by,
                            String.join("; ", problems)));
            return null;
        });
        reload();
        LOG.info("A jar was refused: {}", problems);
        return new State("", plugin, version, symbolicName, sha256, Phase.REFUSED, problems, now, 0, 0);
    }

    private static Entry entry(String kind, Jar jar, String by, String reason) {
        return Entry.of(kind)
                .matter(jar.plugin().isEmpty() ? "deployment" : jar.plugin())
                .payload(Data.EMPTY
                        .with("plugin", jar.plugin())
                        .with("version", jar.version())
                        .with("bundle", jar.symbolicName())
                        .with("by", by)
                        .with("reason", reason))
                .build();
    }

    /** A row says that it starts; if the platform dies with that row open twice, the version is held back. */
    private List<String> startWatched(Bundle bundle, String sha256, Jar jar) {
        store.commit(unit -> jars.begin(unit, sha256));
        List<String> problems = bundles.start(bundle, jar);
        store.commit(unit -> {
            jars.end(unit, sha256);
            return null;
        });
        return problems;
    }

    @Override
    public State remove(String pluginId, String by) {
        lock.lock();
        try {
            Instant now = clock.instant();
            Optional<Line> current = Ledger.current(ledger, pluginId, now);
            if (current.isEmpty()) {
                return new State(
                        "", pluginId, "", "", "", Phase.REFUSED, List.of("no such plug-in is current"), now, 0, 0);
            }
            Kept each = kept.get(current.get().sha256());
            store.commit(unit -> {
                table.write(unit, now, Ledger.REMOVE, pluginId, each.jar().version(), each.sha256(), by, "");
                journal.record(unit, entry("deployment.removed", each.jar(), by, ""));
                return null;
            });
            reload();
            LOG.info("{} takes no new work and drains", pluginId);
            return state(each, now);
        } finally {
            lock.unlock();
        }
    }

    /** Removes the plug-in of this jar, unless another version of it has become current. */
    void removeIfCurrent(String sha256, String by) {
        Kept each = kept.get(sha256);
        if (each != null && isCurrent(each)) {
            remove(each.jar().plugin(), by);
        }
    }

    // ------------------------------------------------------------------ keeping

    private void keep() {
        try {
            locked(this::converge);
            converged = true;
            if (ledger.isEmpty()) {
                deploySamples();
            }
            while (!closed) {
                locked(this::drain);
                folder.look();
                TimeUnit.MILLISECONDS.sleep(1000);
            }
        } catch (InterruptedException e) {
            LOG.debug("Deployment ends");
        } catch (RuntimeException e) {
            LOG.error("Plug-ins are no longer kept in step with the ledger; restart the platform", e);
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("Plug-ins could not be brought in step with the ledger; tried again in a second", e);
            }
        } finally {
            lock.unlock();
        }
    }

    private void deploySamples() throws InterruptedException {
        if (samples.toString().isEmpty() || !Files.isDirectory(samples)) {
            return;
        }
        converged = false;
        try (Stream<Path> files = Files.list(samples)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                if (closed) {
                    throw new InterruptedException();
                }
                try (InputStream in = Files.newInputStream(file)) {
                    State state = deploy(in, "first start");
                    if (state.phase() == Phase.REFUSED) {
                        LOG.error("Sample {} was refused: {}", file.getFileName(), state.reasons());
                    }
                }
            }
        } catch (IOException e) {
            LOG.error("The samples cannot be read from {}", samples, e);
        } finally {
            converged = true;
        }
    }

    /** Everything that the ledger needs runs; nothing else does. */
    private void converge() {
        Instant now = clock.instant();
        var needed = new HashMap<String, Kept>();
        for (Kept each : kept.values()) {
            if (isCurrent(each) || pinned(each.jar()) > 0) {
                needed.put(each.sha256(), each);
            }
        }
        for (String sha256 : bundles.installed()) {
            if (!needed.containsKey(sha256)) {
                bundles.find(sha256).ifPresent(bundles::uninstall);
            }
        }
        for (Kept each : needed.values()) {
            bringUp(each, now);
        }
    }

    private void bringUp(Kept each, Instant now) {
        int begun = store.commit(unit -> jars.begin(unit, each.sha256()));
        if (begun > DEATHS) {
            quarantine(each, now);
            return;
        }
        List<String> problems;
        try {
            Bundle bundle;
            Optional<Bundle> installed = bundles.find(each.sha256());
            if (installed.isPresent()) {
                bundle = installed.get();
            } else {
                try (InputStream in = contents.open(each.content())) {
                    bundle = bundles.install(each.sha256(), in);
                }
            }
            problems = bundles.start(bundle, each.jar());
        } catch (IOException | BundleException e) {
            problems = List.of("it cannot be installed: " + e.getMessage());
        }
        store.commit(unit -> {
            jars.end(unit, each.sha256());
            return null;
        });
        var reasons = new HashMap<>(down);
        if (problems.isEmpty()) {
            reasons.remove(each.sha256());
        } else {
            LOG.error("{} {} does not run: {}", each.jar().plugin(), each.jar().version(), problems);
            reasons.put(each.sha256(), problems);
        }
        down = Map.copyOf(reasons);
    }

    private void quarantine(Kept each, Instant now) {
        String reason = "the platform died " + DEATHS + " times while this version started";
        store.commit(unit -> {
            table.write(
                    unit,
                    now,
                    Ledger.QUARANTINE,
                    each.jar().plugin(),
                    each.jar().version(),
                    each.sha256(),
                    "platform",
                    reason);
            jars.end(unit, each.sha256());
            journal.record(unit, entry("deployment.quarantined", each.jar(), "platform", reason));
            return null;
        });
        LOG.error("{} {} is held back: {}", each.jar().plugin(), each.jar().version(), reason);
        bundles.find(each.sha256()).ifPresent(bundles::uninstall);
        reload();
        Ledger.current(ledger, each.jar().plugin(), now)
                .map(line -> kept.get(line.sha256()))
                .ifPresent(before -> bringUp(before, now));
    }

    /** Superseded versions go when nothing needs them; pinned ones that are missing come back. */
    private void drain() {
        Instant now = clock.instant();
        var installed = new HashSet<>(bundles.installed());
        for (Kept each : kept.values()) {
            boolean here = installed.contains(each.sha256());
            if (isCurrent(each)) {
                continue;
            }
            if (here && superseded(each, now) && inside(each.jar()) == 0 && pinned(each.jar()) == 0) {
                bundles.find(each.sha256()).ifPresent(bundles::uninstall);
                store.commit(unit -> {
                    table.write(
                            unit,
                            now,
                            Ledger.DRAINED,
                            each.jar().plugin(),
                            each.jar().version(),
                            each.sha256(),
                            "platform",
                            "");
                    journal.record(unit, entry("deployment.drained", each.jar(), "platform", ""));
                    return null;
                });
                reload();
                LOG.info(
                        "{} {} has drained and is gone",
                        each.jar().plugin(),
                        each.jar().version());
            } else if (!here && pinned(each.jar()) > 0) {
                bringUp(each, now);
            }
        }
    }

    /** Whether whoever chose it before it was superseded has had the time to commit that. */
    private boolean superseded(Kept each, Instant now) {
        return Ledger.current(ledger, each.jar().plugin(), now.minus(grace))
                .filter(line -> line.sha256().equals(each.sha256()))
                .isEmpty();
    }
}
