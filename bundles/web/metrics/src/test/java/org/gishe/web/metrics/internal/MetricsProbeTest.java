/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gishe.catalogue.Catalogue;
import org.gishe.catalogue.Kind;
import org.gishe.catalogue.Pins;
import org.gishe.catalogue.PluginKey;
import org.gishe.journal.Journal;
import org.gishe.journey.Journeys;
import org.gishe.roots.Roots;
import org.gishe.signing.Signing;
import org.gishe.store.StoreException;
import org.gishe.web.door.Doorkeeper;
import org.junit.Test;

public class MetricsProbeTest {

    private static final PluginKey CSC = new PluginKey(Kind.SIGNATURE, "csc", "csc-sandbox", "1.2.0");
    private static final PluginKey NEVER_CALLED = new PluginKey(Kind.SERVICE, "1997", "1997", "2.0.0");

    private final MetricsProbe probe = new MetricsProbe(false);

    /** Answers the named methods and no others. */
    private static <T> T only(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (!answers.containsKey(method.getName())) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    if (answers.get(method.getName()) instanceof RuntimeException failure) {
                        throw failure;
                    }
                    return answers.get(method.getName());
                }));
    }

    private static final class Standing implements Doorkeeper {
        private List<String> waiting = List.of();

        @Override
        public Set<String> missing() {
            return Set.of();
        }

        @Override
        public List<String> waiting() {
            return waiting;
        }

        @Override
        public Counts counts() {
            return new Counts(50, 4, 3, 2, 1);
        }
    }

    private final Standing door = new Standing();

    private String text() {
        return new String(probe.answer(door).body(), StandardCharsets.UTF_8);
    }

    private static Catalogue catalogue() {
        var counts = new ArrayList<>(Collections.nCopies(Catalogue.Durations.BOUNDS.size() + 1, 0L));
        counts.set(0, 4L);
        counts.set(3, 2L);
        counts.set(counts.size() - 1, 1L);
        return only(
                Catalogue.class,
                Map.of(
                        "plugins", List.of(CSC, NEVER_CALLED),
                        "tallies", Map.of(CSC, new Catalogue.Tally(9, 3, 1)),
                        "durations", Map.of(CSC, new Catalogue.Durations(counts, Duration.ofMillis(40_500))),
                        "inside", Map.of(CSC, 2),
                        "hung", Map.of(CSC, 1)));
    }

    @Test
    public void eachVersionOfAPluginIsToldAlsoOneThatWasNeverCalled() {
        probe.catalogue = catalogue();

        assertThat(text().lines())
                .contains(
                        "gishe_plugin_calls_total{instance=\"csc-sandbox\",kind=\"signature\",plugin=\"csc\",version=\"1.2.0\"} 9.0",
                        "gishe_plugin_calls_total{instance=\"1997\",kind=\"service\",plugin=\"1997\",version=\"2.0.0\"} 0.0",
                        "gishe_plugin_failures_total{instance=\"csc-sandbox\",kind=\"signature\",plugin=\"csc\",version=\"1.2.0\"} 3.0",
                        "gishe_plugin_inside{instance=\"csc-sandbox\",kind=\"signature\",plugin=\"csc\",version=\"1.2.0\"} 2.0",
                        "gishe_plugin_hung{instance=\"csc-sandbox\",kind=\"signature\",plugin=\"csc\",version=\"1.2.0\"} 1.0");
    }

    @Test
    public void theBucketsOfTheHistogramAddUp() {
        probe.catalogue = catalogue();
        String labels = "{instance=\"csc-sandbox\",kind=\"signature\",plugin=\"csc\",version=\"1.2.0\"";

        assertThat(text().lines())
                .contains(
                        "gishe_plugin_call_seconds_bucket" + labels + ",le=\"0.005\"} 4",
                        "gishe_plugin_call_seconds_bucket" + labels + ",le=\"0.025\"} 4",
                        "gishe_plugin_call_seconds_bucket" + labels + ",le=\"0.05\"} 6",
                        "gishe_plugin_call_seconds_bucket" + labels + ",le=\"30.0\"} 6",
                        "gishe_plugin_call_seconds_bucket" + labels + ",le=\"+Inf\"} 7",
                        "gishe_plugin_call_seconds_count" + labels + "} 7",
                        "gishe_plugin_call_seconds_sum" + labels + "} 40.5");
    }

    @Test
    public void theDoorAndReadinessAreTold() {
        assertThat(text().lines())
                .contains(
                        "gishe_door_requests_total 50.0",
                        "gishe_door_refused_total 4.0",
                        "gishe_door_failed_total 3.0",
                        "gishe_door_held_total 2.0",
                        "gishe_door_inside 1.0",
                        "gishe_ready 1.0");
        var other = new MetricsProbe(false);
        door.waiting = List.of("store");
        assertThat(new String(other.answer(door).body(), StandardCharsets.UTF_8))
                .contains("\ngishe_ready 0.0\n");
    }

    @Test
    public void openWorkIsToldByVersionAndStep() {
        probe.journeys = only(
                Journeys.class,
                Map.of(
                        "standing", List.of(new Journeys.Standing("1997", "2.0.0", "sign", 7)),
                        "parked",
                                List.of(new Journeys.Parked(
                                        "id", "1997", "2.0.0", "check", 3, "secret words", Instant.EPOCH))));
        probe.roots = only(
                Roots.class,
                Map.of(
                        "backlog",
                        new Roots.Backlog(
                                7,
                                Optional.empty(),
                                3,
                                Optional.empty(),
                                Map.of("ab", new Roots.Witnessed(4, Optional.empty(), Optional.of("no"))))));
        probe.journal = only(Journal.class, Map.of("sealing", new Journal.Sealing(12, Optional.of(Instant.EPOCH))));
        probe.signing = only(Signing.class, Map.of("backlog", new Signing.Backlog(4, Optional.of(Instant.EPOCH))));
        probe.pins = List.of(
                () -> List.of(new Pins.Pin(Kind.SIGNATURE, "csc", "1.2.0", 3)),
                () -> List.of(new Pins.Pin(Kind.SIGNATURE, "csc", "1.2.0", 2)));

        assertThat(text().lines())
                .contains(
                        "gishe_journeys_standing{service=\"1997\",step=\"sign\",version=\"2.0.0\"} 7.0",
                        "gishe_journeys_parked 1.0",
                        "gishe_journal_waiting 12.0",
                        "gishe_signing_archive_waiting 4.0",
                        "gishe_roots_entries_waiting 7.0",
                        "gishe_roots_unstamped 3.0",
                        "gishe_roots_unwitnessed{witness=\"ab\"} 4.0",
                        "gishe_roots_refused{witness=\"ab\"} 1.0",
                        "gishe_plugin_pinned{kind=\"signature\",plugin=\"csc\",version=\"1.2.0\"} 5.0");
        assertThat(text()).doesNotContain("secret words");
    }

    @Test
    public void aPartThatFailsIsNamedAndTheOthersAreTold() {
        probe.catalogue = catalogue();
        probe.journeys =
                only(Journeys.class, Map.of("standing", new StoreException("gone", new IllegalStateException())));

        assertThat(text().lines())
                .contains(
                        "gishe_metrics_missing{part=\"journeys\"} 1.0",
                        "gishe_metrics_missing{part=\"journal\"} 1.0",
                        "gishe_metrics_missing{part=\"catalogue\"} 0.0",
                        "gishe_door_requests_total 50.0");
    }

    @Test
    public void theMachineIsToldUnderTheNamesThatDashboardsKnow() {
        assertThat(text())
                .contains("jvm_memory_used_bytes{area=\"heap\"}")
                .contains("jvm_threads_current ")
                .contains("jvm_classes_currently_loaded ")
                .contains("jvm_gc_collection_seconds_count{")
                .contains("process_open_fds ");
    }

    @Test
    public void itIsOneWellFormedPageOfTheTextFormat() {
        probe.catalogue = catalogue();
        Doorkeeper quiet = door;

        var answer = probe.answer(quiet);

        assertThat(answer.mediaType()).startsWith("text/plain; version=0.0.4");
        List<String> lines = Arrays.asList(text().split("\n"));
        assertThat(lines)
                .allMatch(line -> line.matches("# (HELP|TYPE) [a-z_]+ .+")
                        || line.matches("[a-z_]+(\\{([a-z_]+=\"[^\"]*\",?)+})? (-?[0-9.]+(E-?[0-9]+)?|NaN|\\+Inf)"));
        assertThat(lines.stream().filter(line -> line.startsWith("# TYPE")).map(line -> line.split(" ")[2]))
                .doesNotHaveDuplicates();
    }

    @Test
    public void whoAsksAgainWithinASecondIsToldTheSame() {
        assertThat(probe.answer(door)).isSameAs(probe.answer(door));
    }
}
