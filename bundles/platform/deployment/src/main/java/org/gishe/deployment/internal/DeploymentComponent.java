/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
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
import org.jdbi.v3.core.Handle;
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
        immediate = true,
        service = {Deployment.class, Versions.class, Readiness.class})
@Designate(ocd = DeploymentConfiguration.class)
public final class DeploymentComponent implements Deployment, Versions, Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(DeploymentComponent.class);
    private static final long LARGEST = 64L << 20;
    private static final int DEATHS = 2;
    private static final String DIED = "the platform died " + DEATHS + " times while this version started";
    private static final Jar NONE = new Jar("", "", Set.of(), "", false);
    private static final String FIRST_START = "first start";
    private static final String PLATFORM = "platform";
    private static final Duration LEAST = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Store store;
    private final Contents contents;
    private final Journal journal;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final PluginBundles bundles;
    private final Ledger table = new Ledger();
    private final Jars jars = new Jars();
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread keeper = new Thread(this::keep, "gishe-deployment");
    private final Folder folder;
    private final Places places;
    private final Map<String, Instant> tried = new HashMap<>();

    private volatile List<Line> ledger = List.of();
    private volatile Map<String, List<Line>> byPlugin = Map.of();
    private volatile Map<String, Kept> kept = Map.of();
    private volatile Map<String, List<String>> down = Map.of();
    private volatile boolean converged;
    private volatile boolean troubled;
    private volatile boolean closed;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    volatile Collection<Pins> pins = List.of();

    /**
     * Where jars come from, and how long is waited for what.
     *
     * @param samples empty path for none
     */
    record Places(Path folder, Path samples, Duration grace, Duration start) {
        static Places of(DeploymentConfiguration configuration) {
            Path data = Path.of(System.getProperty("gishe.data", "data"));
            Path home = Path.of(System.getProperty("karaf.home", "."));
            Path samples =
                    configuration.samples().isEmpty() ? home.resolve("samples") : Path.of(configuration.samples());
            return new Places(
                    configuration.folder().isEmpty() ? data.resolve("deploy") : Path.of(configuration.folder()),
                    Boolean.getBoolean("gishe.empty") ? Path.of("") : samples,
                    Duration.ofSeconds(configuration.graceSeconds()),
                    Duration.ofSeconds(configuration.startSeconds()));
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
            DeploymentConfiguration configuration) {
        this(context, store, contents, journal, catalogue, components, clock, Places.of(configuration));
        keeper.setDaemon(true);
        keeper.start();
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
            Places places) {
        this.store = store;
        this.contents = contents;
        this.journal = journal;
        this.catalogue = catalogue;
        this.clock = clock;
        this.bundles = new PluginBundles(context, catalogue, components);
        this.places = places;
        this.folder = new Folder(places.folder(), this);
        store.migrate("deployment", DeploymentComponent.class);
        reload();
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
        return current(id, at).map(Line::version);
    }

    private Optional<Line> current(String plugin, Instant at) {
        return Ledger.current(byPlugin.getOrDefault(plugin, List.of()), plugin, at);
    }

    private Line last(Kept each) {
        return byPlugin.get(each.jar().plugin()).stream()
                .filter(line -> line.sha256().equals(each.sha256()))
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    private boolean heldBack(Kept each) {
        return last(each).action().equals(Ledger.QUARANTINE);
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
        this.byPlugin = lines.stream().collect(Collectors.groupingBy(Line::plugin));
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
        Map<String, Long> pinned = pinned();
        for (Kept each : kept.values()) {
            states.add(state(each, now, pinned));
        }
        states.sort(Comparator.comparing(State::plugin)
                .thenComparing(State::since, Comparator.reverseOrder())
                .thenComparing(State::version));
        return states;
    }

    private State state(Kept each, Instant now) {
        return state(each, now, pinned());
    }

    private State state(Kept each, Instant now, Map<String, Long> pinned) {
        Jar jar = each.jar();
        Optional<Line> current = current(jar.plugin(), now);
        Line last = last(each);
        boolean installed = bundles.find(each.sha256()).isPresent();
        boolean serves = installed && bundles.serves(jar);
        Phase phase;
        if (heldBack(each)) {
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
                pinned.getOrDefault(name(jar), 0L));
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

    private static String name(Jar jar) {
        return jar.plugin() + "@" + jar.version();
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

    // ------------------------------------------------------------------ coming in

    @Override
    public State deploy(InputStream source, String by) {
        Path file = null;
        try {
            file = Files.createTempFile("gishe-", ".jar");
            Content content;
            try (OutputStream copy = Files.newOutputStream(file)) {
                content = contents.stream(new Copying(source, copy), LARGEST, "application/java-archive");
            }
            return deploy(file, content, by);
        } catch (Contents.TooLargeException e) {
            return refused(NONE, "", by, List.of("it is larger than 64 MiB"));
        } catch (IOException e) {
            return refused(NONE, "", by, List.of("it did not arrive whole: " + e.getMessage()));
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("A temporary file stays", e);
        }
    }

    /** The content stands in the store already, but is forgotten in an hour unless a unit keeps it. */
    private State deploy(Path file, Content content, String by) throws IOException {
        lock.lock();
        try {
            Kept known = kept.get(content.sha256());
            return known != null && isCurrent(known) ? state(known, clock.instant()) : takeIn(file, content, known, by);
        } finally {
            lock.unlock();
        }
    }

    private boolean isCurrent(Kept each) {
        return current(each.jar().plugin(), clock.instant())
                .filter(line -> line.sha256().equals(each.sha256()))
                .isPresent();
    }

    private State takeIn(Path file, Content content, Kept known, String by) throws IOException {
        var check = new JarCheck();
        String sha256 = content.sha256();
        Optional<Jar> checked = check.check(file.toFile());
        if (checked.isEmpty()) {
            return refused(NONE, sha256, by, check.problems());
        }
        Jar jar = checked.get();
        List<String> problems = taken(jar, sha256);
        if (!problems.isEmpty()) {
            return refused(jar, sha256, by, problems);
        }
        boolean installedBefore = bundles.find(sha256).isPresent();
        Bundle bundle;
        try (InputStream in = Files.newInputStream(file)) {
            bundle = bundles.install(sha256, in);
        } catch (BundleException e) {
            return refused(jar, sha256, by, List.of("it cannot be installed: " + e.getMessage()));
        }
        problems = bundles.missing(bundle);
        if (problems.isEmpty()) {
            problems = startWatched(bundle, sha256, jar);
        }
        if (!problems.isEmpty()) {
            if (!installedBefore) {
                bundles.uninstall(bundle);
            }
            return refused(jar, sha256, by, problems);
        }
        store.commit(unit -> {
            if (known == null) {
                contents.keep(unit, content);
                jars.insert(unit, new Kept(sha256, content.id(), jar));
            }
            write(unit, Ledger.DEPLOY, jar, sha256, by, "");
            journal.record(unit, entry("deployment.deployed", jar, by, ""));
            return null;
        });
        reload();
        LOG.info("{} {} is current", jar.plugin(), jar.version());
        return state(kept.get(sha256), clock.instant());
    }

    /** Whether somebody else has this id, or other bytes this version. */
    private List<String> taken(Jar jar, String sha256) {
        var problems = new ArrayList<String>();
        for (Kept other : kept.values()) {
            if (!other.jar().plugin().equals(jar.plugin())) {
                continue;
            }
            if (other.jar().version().equals(jar.version()) && !other.sha256().equals(sha256)) {
                problems.add("version " + jar.version() + " of " + jar.plugin()
                        + " was deployed with other content before: raise Bundle-Version");
            } else if (!other.jar().symbolicName().equals(jar.symbolicName()) && isCurrent(other)) {
                problems.add("the id " + jar.plugin() + " belongs to the bundle "
                        + other.jar().symbolicName());
            }
        }
        return problems;
    }

    private void write(Handle unit, String action, Jar jar, String sha256, String by, String reason) {
        table.write(unit, clock.instant(), action, jar.plugin(), jar.version(), sha256, by, reason);
    }

    private State refused(Jar jar, String sha256, String by, List<String> problems) {
        Instant now = clock.instant();
        String reason = String.join("; ", problems);
        store.commit(unit -> {
            write(unit, Ledger.REFUSED, jar, sha256, by, reason);
            journal.record(unit, entry("deployment.refused", jar, by, reason));
            return null;
        });
        reload();
        LOG.info("A jar was refused: {}", problems);
        return new State(
                "", jar.plugin(), jar.version(), jar.symbolicName(), sha256, Phase.REFUSED, problems, now, 0, 0);
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
        int begun = store.commit(unit -> jars.begin(unit, sha256));
        List<String> problems = begun > DEATHS
                ? List.of(DIED + "; sent again, it is tried again")
                : bundles.start(bundle, jar, places.start());
        started(sha256);
        return problems;
    }

    /** The platform outlived this start; said also by a thread that was told to stop meanwhile. */
    private void started(String sha256) {
        boolean interrupted = Thread.interrupted();
        try {
            store.commit(unit -> {
                jars.end(unit, sha256);
                return null;
            });
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public State remove(String pluginId, String by) {
        lock.lock();
        try {
            Instant now = clock.instant();
            Optional<Line> current = current(pluginId, now);
            if (current.isEmpty()) {
                return new State(
                        "", pluginId, "", "", "", Phase.REFUSED, List.of("no such plug-in is current"), now, 0, 0);
            }
            Kept each = kept.get(current.get().sha256());
            store.commit(unit -> {
                write(unit, Ledger.REMOVE, each.jar(), each.sha256(), by, "");
                journal.record(unit, entry("deployment.removed", each.jar(), by, ""));
                return null;
            });
            reload();
            LOG.info("{} takes no new work and drains", pluginId);
            return state(each, clock.instant());
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
                converge();
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
        boolean begins = ledger.stream()
                .allMatch(line -> line.by().equals(PLATFORM)
                        || line.by().equals(FIRST_START) && !line.action().equals(Ledger.SAMPLES));
        if (!begins || places.samples().toString().isEmpty() || !Files.isDirectory(places.samples())) {
            return;
        }
        int count = 0;
        try (Stream<Path> files = Files.list(places.samples())) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                if (closed) {
                    throw new InterruptedException();
                }
                try (InputStream in = Files.newInputStream(file)) {
                    State state = deploy(in, FIRST_START);
                    if (state.phase() == Phase.REFUSED) {
                        LOG.error("Sample {} was refused: {}", file.getFileName(), state.reasons());
                    }
                }
                count++;
            }
        } catch (IOException e) {
            LOG.error("The samples cannot be read from {}", places.samples(), e);
            return;
        }
        String reason = count + " samples";
        store.commit(unit -> {
            write(unit, Ledger.SAMPLES, NONE, "", FIRST_START, reason);
            return null;
        });
        reload();
    }

    /** Everything that the ledger needs runs; what nothing needs any more goes. */
    private void converge() {
        Instant now = clock.instant();
        Map<String, Long> pinned = pinned();
        for (String sha256 : bundles.installed()) {
            if (!kept.containsKey(sha256)) {
                bundles.find(sha256).ifPresent(bundles::uninstall);
            }
        }
        Instant until = now.plus(places.start()); // for all of them together, so that one does not hold up the rest
        for (Kept each : kept.values()) {
            if (isCurrent(each) || pinned.getOrDefault(name(each.jar()), 0L) > 0 && !heldBack(each)) {
                Instant last = tried.get(each.sha256());
                if (!bundles.runs(each.sha256())
                        && (last == null || !last.plus(AGAIN).isAfter(now))) {
                    tried.put(each.sha256(), now);
                    Duration left = Duration.between(clock.instant(), until);
                    bringUp(each, left.compareTo(LEAST) > 0 ? left : LEAST);
                }
            } else if (bundles.find(each.sha256()).isPresent() && superseded(each, now) && inside(each.jar()) == 0) {
                takeOut(each);
            }
        }
    }

    private void bringUp(Kept each, Duration limit) {
        int begun = store.commit(unit -> jars.begin(unit, each.sha256()));
        if (begun > DEATHS) {
            quarantine(each);
            return;
        }
        List<String> problems;
        try {
            Optional<Bundle> installed = bundles.find(each.sha256());
            Bundle bundle = installed.isPresent() ? installed.get() : install(each);
            problems = bundles.start(bundle, each.jar(), limit);
        } catch (IOException | BundleException e) {
            problems = List.of("it cannot be installed: " + e.getMessage());
        }
        started(each.sha256());
        var reasons = new HashMap<>(down);
        if (problems.isEmpty()) {
            reasons.remove(each.sha256());
        } else if (!problems.equals(reasons.put(each.sha256(), problems))) {
            LOG.error("{} {} does not run: {}", each.jar().plugin(), each.jar().version(), problems);
        }
        down = Map.copyOf(reasons);
    }

    private Bundle install(Kept each) throws IOException, BundleException {
        try (InputStream in = contents.open(each.content())) {
            return bundles.install(each.sha256(), in);
        }
    }

    private void quarantine(Kept each) {
        String reason = DIED;
        store.commit(unit -> {
            write(unit, Ledger.QUARANTINE, each.jar(), each.sha256(), PLATFORM, reason);
            jars.end(unit, each.sha256());
            journal.record(unit, entry("deployment.quarantined", each.jar(), PLATFORM, reason));
            return null;
        });
        LOG.error("{} {} is held back: {}", each.jar().plugin(), each.jar().version(), reason);
        bundles.find(each.sha256()).ifPresent(bundles::uninstall);
        reload();
        current(each.jar().plugin(), clock.instant())
                .map(line -> kept.get(line.sha256()))
                .filter(before -> !bundles.runs(before.sha256()))
                .ifPresent(before -> bringUp(before, places.start()));
    }

    /** The line first: should the platform die in between, the bundle goes at the next look. */
    private void takeOut(Kept each) {
        if (!last(each).action().equals(Ledger.DRAINED)) {
            store.commit(unit -> {
                write(unit, Ledger.DRAINED, each.jar(), each.sha256(), PLATFORM, "");
                journal.record(unit, entry("deployment.drained", each.jar(), PLATFORM, ""));
                return null;
            });
            reload();
            LOG.info("{} {} has drained", each.jar().plugin(), each.jar().version());
        }
        bundles.find(each.sha256()).ifPresent(bundles::uninstall);
        tried.remove(each.sha256());
    }

    /** Whether whoever chose it while it was current has had the time to commit that. */
    private boolean superseded(Kept each, Instant now) {
        return Ledger.superseded(
                byPlugin.get(each.jar().plugin()), each.jar().plugin(), each.sha256(), now.minus(places.grace()));
    }

    /** What is read goes into a file as well. */
    private static final class Copying extends FilterInputStream {

        private final OutputStream copy;

        Copying(InputStream source, OutputStream copy) {
            super(source);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                copy.write(read);
            }
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read > 0) {
                copy.write(bytes, offset, read);
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 65_536)).length; // nothing passes by the copy
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
