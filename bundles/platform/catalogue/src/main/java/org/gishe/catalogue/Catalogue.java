/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The plug-ins that are here. Every call of a plug-in goes through {@link #call}: time limit, bulkhead, breaker, count of
 * the calls inside. Thread-safe.
 */
@ProviderType
public interface Catalogue {

    /** Every plug-in version that is started and serves calls, in no order. */
    List<PluginKey> plugins();

    /** Of one kind, the current version of each instance, as of now, by the ledger. */
    List<PluginKey> current(Kind kind);

    /**
     * The version that work begun at an instant uses: a function of ledger, instant and share.
     *
     * @param instance as citizens choose it
     * @param seed for a share; the draft's or submission's id
     * @return empty when the ledger has none at that instant, or it is not started (yet)
     */
    Optional<PluginKey> select(Kind kind, String instance, Instant at, String seed);

    /** Exactly this version, if it serves; empty until it is back, for example after a restart. */
    Optional<PluginKey> pinned(Kind kind, String instance, String version);

    /** Description of an e-service version; its files are read without starting the bundle. */
    Optional<ServiceDescription> service(String id, String version);

    /**
     * Whether an e-service has rules of its own (a component in its bundle). One without is decided by the platform;
     * one with is never decided without them, also while its component is not there yet.
     */
    boolean coded(String id, String version);

    /** Descriptions of the current e-services, as of now. */
    List<ServiceDescription> services();

    /** Description of a register, of the adapter version that is given. */
    Optional<RegisterDescription> register(String id, String version);

    /**
     * Calls a plug-in on a thread of its bulkhead and waits, at most for the limit.
     *
     * @param contract the kind's interface
     * @param call answers something: a null is a failure of the plug-in
     * @throws PluginUnavailableException when it is gone, full, broken off by its breaker, or too slow; the call itself
     *     may have had an effect only in the last case ({@link PluginUnavailableException#reached()})
     * @throws org.gishe.api.base.PluginException what it threw, wrapped when it was something else or no answer
     */
    <T, R> R call(PluginKey key, Class<T> contract, Duration limit, Function<T, R> call);

    /** Calls inside each version at this moment; what draining waits for. */
    Map<PluginKey, Integer> inside();

    /**
     * Calls that were cut off at their time limit and have not ended, of each version that has such, also of those that have
     * gone since. Nothing ends their threads ({@code gishe-<plug-in>-<number>}) but themselves or the next restart.
     */
    Map<PluginKey, Integer> hung();

    /** How the calls of each version went since it came; only grows while the version is here. */
    Map<PluginKey, Tally> tallies();

    /**
     * Calls that have ended.
     *
     * @param calls all of them, with those that were turned away because the version failed too often or was full
     * @param failures of these, how many failed by the version's fault: broke off, came too late, were turned away
     * @param nanos time that all of them took together
     */
    record Tally(long calls, long failures, long nanos) {}

    /** How long the calls of each version took that went in, since it came; only grows while the version is here. */
    Map<PluginKey, Durations> durations();

    /**
     * Calls by how long they took.
     *
     * @param counts of each of {@link #BOUNDS} those that took at most so long and longer than the bound before, and at the
     *     end those that took longer than all
     * @param total time that all of them took together
     */
    record Durations(List<Long> counts, Duration total) {

        /** 5 ms to 30 s. */
        public static final List<Duration> BOUNDS = Stream.of(
                        5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
                .map(Duration::ofMillis)
                .toList();

        public Durations {
            counts = List.copyOf(counts);
            if (counts.size() != BOUNDS.size() + 1) {
                throw new IllegalArgumentException("there is one count for each bound, and one beyond");
            }
        }
    }

    /** Told after a plug-in version came or went; called on any thread, must be quick. */
    AutoCloseable listen(Runnable listener);
}
