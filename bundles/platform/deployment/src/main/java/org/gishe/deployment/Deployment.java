/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The deployment ledger and its convergence: what the ledger says is what runs. Each of an operator's decisions is a line of
 * the ledger and an entry of the journal, also when it is refused; a refusal leaves everything as it was. Thread-safe.
 */
@ProviderType
public interface Deployment {

    /**
     * Uploads, checks, starts, and writes into the ledger: current from the order's instant, or beside the current version
     * with the order's share; the version before drains.
     *
     * @param jar the bundle, at most 64 MiB
     * @return what became of it: {@code CURRENT}, {@code SCHEDULED}, {@code SHARED}, or {@code REFUSED} with the reasons; a
     *     jar that the ledger already has like that is its present state
     */
    State deploy(InputStream jar, Order order);

    /** Makes a version that holds a share, is scheduled, or was current before the current one, from now. */
    State promote(String pluginId, String version, String by);

    /**
     * Undoes the last decision that still stands: what is scheduled, else a share, else the current version, whose
     * predecessor is current again. Does not undo a roll-back or take-back.
     *
     * @return the version that is current now
     */
    State rollback(String pluginId, String by);

    /** Takes a plug-in out: no new work, nothing scheduled, drains, is uninstalled. */
    State remove(String pluginId, String by);

    /** Gives the work that stands on a draining version time until an instant; brings back a version that was ended. */
    State extend(String pluginId, String version, Instant until, String by);

    /** Uninstalls a draining version although work stands on it; that work waits, visibly, until it is extended. */
    State end(String pluginId, String version, String by);

    /** Lets another sign for an id: it belongs to whoever signs the next jar of it. What runs is not touched. */
    State release(String pluginId, String by);

    /** Every version that is here, newest first by plug-in. */
    List<State> states();

    /** The ledger, oldest first. */
    List<Line> ledger();

    /** What is asked for with a jar. Immutable; made by {@link #by}. */
    final class Order {

        private final String by;
        private final Optional<Instant> from;
        private final int share;
        private final Optional<Set<String>> only;
        private final BiConsumer<Stage, Duration> watch;

        private Order(Builder builder) {
            this.by = builder.by;
            this.from = builder.from;
            this.share = builder.share;
            this.only = builder.only;
            this.watch = builder.watch;
        }

        /** From now, for all new work, unless the builder is told otherwise. */
        public static Builder by(String who) {
            return new Builder(who);
        }

        /** Who asks for it, for the ledger. */
        public String by() {
            return by;
        }

        /** When it becomes current; empty for at once. */
        public Optional<Instant> from() {
            return from;
        }

        /** Of a hundred pieces of new work, how many go to it: 1 to 100. */
        public int share() {
            return share;
        }

        /** Plug-ins that whoever asks may change; empty for all. */
        public Optional<Set<String>> only() {
            return only;
        }

        /** Whether whoever asks may change this plug-in. */
        public boolean covers(String pluginId) {
            return only.isEmpty() || only.get().contains(pluginId);
        }

        /** Tells whoever watches how long a stage took. */
        public void took(Stage stage, Duration time) {
            watch.accept(stage, time);
        }

        /** Collects an order. */
        public static final class Builder {

            private final String by;
            private Optional<Instant> from = Optional.empty();
            private int share = 100;
            private Optional<Set<String>> only = Optional.empty();
            private BiConsumer<Stage, Duration> watch = (stage, time) -> {};

            private Builder(String by) {
                this.by = Objects.requireNonNull(by);
            }

            public Builder from(Instant instant) {
                from = Optional.of(instant);
                return this;
            }

            /** @throws IllegalArgumentException unless it is 1 to 100 */
            public Builder share(int percent) {
                if (percent < 1 || percent > 100) {
                    throw new IllegalArgumentException("a share is 1 to 100 percent");
                }
                share = percent;
                return this;
            }

            /** A jar of any other plug-in is refused before anything of it is started. */
            public Builder only(Set<String> pluginIds) {
                only = Optional.of(Set.copyOf(pluginIds));
                return this;
            }

            /** Is told how long each stage took that the jar came to, before {@link Deployment#deploy} answers. */
            public Builder watch(BiConsumer<Stage, Duration> watcher) {
                watch = Objects.requireNonNull(watcher);
                return this;
            }

            public Order build() {
                return new Order(this);
            }
        }
    }

    /** What a jar goes through before it is current. */
    enum Stage {
        /** Its files are read; nothing of it runs. */
        CHECK,
        /** Whose signature it carries. */
        TRUST,
        /** It is started, stopped, started again, and its cases are played. */
        TRIAL,
        /** It comes up for people. */
        START
    }

    /**
     * A plug-in version and how it is.
     *
     * @param plugin id of the plug-in; empty when refused before it was known
     * @param phase see {@link Phase}
     * @param reasons in words, for operators; empty when all is well
     * @param inside calls inside it at this moment
     * @param pinned open pieces of work that need this version
     * @param share of a hundred pieces of new work, how many go to it, now or from {@code effective}
     * @param effective since or from when new work goes to it; empty when none does
     * @param deadline of a draining version: when an operator has to decide
     * @param signer who signed the jar; empty when it is unsigned, as only a development platform takes it in
     */
    record State(
            String kind,
            String plugin,
            String version,
            String symbolicName,
            String sha256,
            Phase phase,
            List<String> reasons,
            Instant since,
            long inside,
            long pinned,
            int share,
            Optional<Instant> effective,
            Optional<Instant> deadline,
            Optional<Signer> signer) {}

    /**
     * Who answers for a jar.
     *
     * @param name for people: the organisation's, of the signer's certificate
     * @param id what stays when a certificate is renewed: the identifier of the organisation or the whole subject, and the
     *     trusted certificate that says so
     * @param stamped when it was signed, by the time-stamp; empty for none
     */
    record Signer(String name, String id, Optional<Instant> stamped) {}

    /** Phases of a version. */
    enum Phase {
        /** Not taken in, or not done; the reasons say why. */
        REFUSED,
        /** Installed and started, current from an instant that is still to come. */
        SCHEDULED,
        /** Installed, started, and a share of new work goes to it, beside the current version. */
        SHARED,
        /** Installed, started, and new work goes to it. */
        CURRENT,
        /** New work goes to another; open work ends here. */
        DRAINING,
        /** New work should go to it, but it is not running; the reasons say why. */
        DOWN,
        /** Uninstalled. */
        GONE,
        /** Held back because the platform died twice while it started. */
        QUARANTINED
    }

    /**
     * One line of the ledger.
     *
     * @param at when it was written
     * @param effective from when it counts; of {@code extend}, until when
     * @param share of a hundred pieces of new work
     */
    record Line(
            long number,
            Instant at,
            String action,
            String plugin,
            String version,
            String sha256,
            String by,
            String reason,
            Instant effective,
            int share) {}
}
