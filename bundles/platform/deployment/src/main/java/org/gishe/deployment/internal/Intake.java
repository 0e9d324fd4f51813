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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.gishe.contents.Content;
import org.gishe.contents.Contents;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Order;
import org.gishe.deployment.Deployment.Signer;
import org.gishe.deployment.Deployment.Stage;
import org.gishe.deployment.internal.Jars.Kept;
import org.gishe.deployment.internal.Rules.Standing;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a jar comes in: uploaded, checked, admitted, started, written. One is tried at a time, and outside the lock: whoever rolls
 * back does not wait for a jar that hangs.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final long LARGEST = 64L << 20;

    private final Contents contents;
    private final Records records;
    private final PluginBundles bundles;
    private final Trust trust;
    private final InstantSource clock;
    private final Duration start;
    private final boolean demandReport;
    private final ReentrantLock lock;
    private final ReentrantLock trial = new ReentrantLock();
    private final Set<String> trying = ConcurrentHashMap.newKeySet();

    /** @param lock what changes of the ledger go through */
    Intake(
            Contents contents,
            Records records,
            PluginBundles bundles,
            Trust trust,
            InstantSource clock,
            Duration start,
            boolean demandReport,
            ReentrantLock lock) {
        this.contents = contents;
        this.records = records;
        this.bundles = bundles;
        this.trust = trust;
        this.clock = clock;
        this.start = start;
        this.demandReport = demandReport;
        this.lock = lock;
    }

    /** What became of a jar: taken in, or why not. */
    record Outcome(Jar jar, String sha256, List<String> problems) {}

    Outcome deploy(InputStream source, Order order) {
        Instant asked = clock.instant();
        Path file = null;
        try {
            file = Files.createTempFile("gishe-", ".jar");
            Content content;
            try (OutputStream copy = Files.newOutputStream(file)) {
                content = contents.stream(new Copying(source, copy), LARGEST, "application/java-archive");
            }
            trial.lock();
            try {
                return take(file, content, order, asked);
            } finally {
                trial.unlock();
            }
        } catch (Contents.TooLargeException e) {
            return refused(Records.NONE, "", order, List.of("it is larger than 64 MiB"));
        } catch (IOException e) {
            return refused(Records.NONE, "", order, List.of("it did not arrive whole: " + e.getMessage()));
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
    private Outcome take(Path file, Content content, Order order, Instant asked) throws IOException {
        String sha256 = content.sha256();
        Optional<Kept> known = records.jar(sha256);
        if (known.isPresent()
                && order.covers(known.get().jar().plugin())
                && isAsOrdered(known.get().jar(), order)) {
            return new Outcome(known.get().jar(), sha256, List.of());
        }
        var check = new JarCheck(demandReport);
        Optional<Jar> checked = timed(order, Stage.CHECK, () -> check.check(file.toFile()));
        if (checked.isEmpty()) {
            return refused(Records.NONE, sha256, order, check.problems());
        }
        Jar jar = checked.get();
        if (!order.covers(jar.plugin())) {
            return refused(
                    jar,
                    sha256,
                    order,
                    List.of(jar.plugin() + " is not among the plug-ins that " + order.by() + " may change"));
        }
        List<String> problems = taken(jar, sha256);
        problems.addAll(misplaced(jar, order, asked));
        Trust.Verdict verdict = timed(order, Stage.TRUST, () -> trust.look(file.toFile()));
        problems.addAll(verdict.problems());
        if (verdict.problems().isEmpty()) {
            problems.addAll(others(jar, verdict.signer()));
        }
        if (!problems.isEmpty()) {
            return refused(jar, sha256, order, problems);
        }
        lock.lock(); // whoever keeps is not in the middle of taking it out
        trying.add(sha256);
        lock.unlock();
        try {
            var warnings = new ArrayList<>(verdict.warnings());
            warnings.addAll(check.warnings());
            var kept = new Kept(sha256, content.id(), jar, verdict.signer());
            return tryOut(file, content, kept, order, String.join("; ", warnings));
        } finally {
            trying.remove(sha256);
        }
    }

    /** Whether a jar is being tried, so that nobody else starts it or takes it out. */
    boolean isTrying(String sha256) {
        return trying.contains(sha256);
    }

    private Outcome tryOut(Path file, Content content, Kept kept, Order order, String warnings) throws IOException {
        String sha256 = kept.sha256();
        Jar jar = kept.jar();
        boolean installedBefore = bundles.find(sha256).isPresent();
        Bundle bundle;
        try (InputStream in = Files.newInputStream(file)) {
            bundle = bundles.install(sha256, in);
        } catch (BundleException e) {
            return refused(jar, sha256, order, List.of("it cannot be installed: " + e.getMessage()));
        }
        List<String> problems = bundles.missing(bundle);
        if (problems.isEmpty()) {
            problems = startWatched(bundle, sha256, jar, order);
        }
        if (problems.isEmpty()) {
            lock.lock();
            try {
                problems = misplaced(jar, order, Instant.MIN); // somebody may have decided meanwhile
                problems.addAll(others(jar, kept.signer()));
                if (problems.isEmpty()) {
                    write(content, kept, order, warnings);
                    return new Outcome(jar, sha256, List.of());
                }
            } finally {
                lock.unlock();
            }
        }
        if (!installedBefore) {
            bundles.uninstall(bundle);
        }
        return refused(jar, sha256, order, problems);
    }

    private void write(Content content, Kept kept, Order order, String warnings) {
        Jar jar = kept.jar();
        boolean known = records.jar(kept.sha256()).isPresent();
        Instant at = clock.instant();
        Instant effective = order.from().filter(at::isBefore).orElse(at); // it may have come while the jar was checked
        records.write(
                Ledger.DEPLOY, jar, content.sha256(), order.by(), warnings, at, effective, order.share(), unit -> {
                    if (!known) {
                        contents.keep(unit, content);
                        records.insert(unit, kept);
                    }
                });
        LOG.info(
                "{} {} is taken in, from {}, for {} % of new work",
                jar.plugin(), jar.version(), effective, order.share());
    }

    private boolean isAsOrdered(Jar jar, Order order) {
        Instant now = clock.instant();
        Rules rules = records.rules(jar.plugin());
        if (order.from().isPresent()) {
            return rules.scheduled(jar.version(), now)
                    .filter(line -> line.effective().equals(order.from().get()) && line.share() == order.share())
                    .isPresent();
        }
        Standing standing = rules.at(now);
        Optional<Line> line = order.share() < 100 ? standing.canary() : standing.base();
        return line.filter(each -> each.version().equals(jar.version()) && each.share() == order.share())
                .isPresent();
    }

    /** Whether the id belongs to another's signature; an unsigned jar takes nobody's, on a development platform either. */
    private List<String> others(Jar jar, Optional<Signer> signer) {
        return records.owner(jar.plugin())
                .filter(owner -> !signer.map(Signer::id).equals(Optional.of(owner.id())))
                .map(owner -> List.of(Refusal.OTHERS_ID.words("the id " + jar.plugin() + " belongs to " + owner.name()
                        + signer.map(other -> ", and this is signed by " + other.name())
                                .orElse(", and this is unsigned"))))
                .orElse(List.of());
    }

    /** Whether somebody else has this id, or other bytes this version. */
    private List<String> taken(Jar jar, String sha256) {
        var problems = new ArrayList<String>();
        Instant now = clock.instant();
        for (Kept other : records.jars()) {
            if (!other.jar().plugin().equals(jar.plugin())) {
                continue;
            }
            if (other.jar().version().equals(jar.version()) && !other.sha256().equals(sha256)) {
                problems.add("version " + jar.version() + " of " + jar.plugin()
                        + " was deployed with other content before: raise Bundle-Version");
            } else if (!other.jar().symbolicName().equals(jar.symbolicName())
                    && (records.has(other)
                            || records.rules(jar.plugin())
                                    .scheduled(other.jar().version(), now)
                                    .isPresent())) {
                problems.add("the id " + jar.plugin() + " belongs to the bundle "
                        + other.jar().symbolicName());
            }
        }
        return problems;
    }

    /**
     * Whether it may stand like this beside what stands.
     *
     * @param asked an order may not be for an instant that had passed then
     */
    private List<String> misplaced(Jar jar, Order order, Instant asked) {
        var problems = new ArrayList<String>();
        if (order.from().filter(from -> !from.isAfter(asked)).isPresent()) {
            problems.add("the instant " + order.from().get() + " has passed: name one to come, or none for at once");
            return problems;
        }
        Instant now = clock.instant();
        Rules rules = records.rules(jar.plugin());
        Standing standing = rules.at(now);
        standing.canary()
                .filter(line -> !line.version().equals(jar.version()))
                .ifPresent(line -> problems.add(
                        line.version() + " holds a share of " + line.share() + " %: promote it or roll it back first"));
        if (order.share() < 100) {
            Optional<Line> beside =
                    rules.at(order.from().filter(now::isBefore).orElse(now)).base();
            if (beside.isEmpty()) {
                problems.add("a share needs a version beside it, and no other of " + jar.plugin() + " is current");
            } else if (beside.get().version().equals(jar.version())) {
                problems.add(jar.version() + " is current then: a share is for a version beside it");
            }
            rules.scheduled(now).stream()
                    .filter(line -> line.share() < 100 && !line.version().equals(jar.version()))
                    .findFirst()
                    .ifPresent(line -> problems.add(line.version() + " is to hold a share of " + line.share()
                            + " % from " + line.effective() + ": roll it back first"));
        }
        return problems;
    }

    private Outcome refused(Jar jar, String sha256, Order order, List<String> problems) {
        records.write(Ledger.REFUSED, jar, sha256, order.by(), String.join("; ", problems));
        LOG.info("A jar was refused: {}", problems);
        return new Outcome(jar, sha256, List.copyOf(problems));
    }

    /** A row says that it starts; if the platform dies with that row open twice, the version is held back. */
    private List<String> startWatched(Bundle bundle, String sha256, Jar jar, Order order) {
        int begun = records.begin(sha256, jar);
        List<String> problems = begun > Keeper.DEATHS
                ? List.of(Keeper.DIED + "; sent again, it is tried again")
                : triedAndStarted(bundle, jar, order);
        records.end(sha256);
        return problems;
    }

    private List<String> triedAndStarted(Bundle bundle, Jar jar, Order order) {
        List<String> problems = timed(order, Stage.TRIAL, () -> bundles.admit(bundle, jar, start));
        return problems.isEmpty() ? timed(order, Stage.START, () -> bundles.start(bundle, jar, start)) : problems;
    }

    private static <T> T timed(Order order, Stage stage, Supplier<T> work) {
        long begun = System.nanoTime();
        try {
            return work.get();
        } finally {
            order.took(stage, Duration.ofNanos(System.nanoTime() - begun));
        }
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
