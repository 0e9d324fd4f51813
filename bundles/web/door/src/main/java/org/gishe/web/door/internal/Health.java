/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.gishe.api.base.Data;
import org.gishe.catalogue.Readiness;
import org.gishe.json.Json;
import org.gishe.store.Store;
import org.gishe.web.door.Doorkeeper;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Answers whoever watches the platform; stands before the gate, so that it answers while requests are held. */
@Component(service = Health.class)
public final class Health {

    /** Whoever asks waits for a second at most. */
    private static final int LONGEST_CHECK_MILLIS = 800;

    // all of them come and go while the door serves
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Store store;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Readiness> others = List.of();

    // checks of the platform, and those that an operator adds to Felix
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HealthCheckExecutor executor;

    private final Optional<Boot> boot;

    @Activate
    public Health(@Reference Boot boot) {
        this.boot = Optional.of(boot);
    }

    Health() { // for tests without a framework
        this.boot = Optional.empty();
    }

    /** @param told whether whoever asks may know more than the status */
    void answer(boolean ready, boolean told, Doorkeeper door, HttpServletResponse response) throws IOException {
        List<Checked> checks = ready ? checks() : List.of();
        Set<String> waiting = ready ? waiting(door, checks) : Set.of();
        Json.Builder json = Json.object().put("status", waiting.isEmpty() ? "up" : "down");
        if (told) {
            tell(json, waiting, checks, door.counts());
        }
        response.setStatus(waiting.isEmpty() ? 200 : 503);
        response.setContentType("application/json");
        response.getOutputStream().write(Json.write(json.build()));
    }

    private static void tell(Json.Builder json, Set<String> waiting, List<Checked> checks, Doorkeeper.Counts counts) {
        json.put("waiting", Json.array(waiting.stream().map(Data::of).toList()))
                .put(
                        "requests",
                        Json.object()
                                .put("answered", counts.answered())
                                .put("refused", counts.refused())
                                .put("failed", counts.failed())
                                .put("held", counts.held())
                                .put("inside", counts.inside())
                                .build());
        if (!checks.isEmpty()) {
            json.put("checks", Json.array(checks.stream().map(Checked::json).toList()));
        }
    }

    /**
     * How a check ended.
     *
     * @param stops whether the platform should be given no traffic
     */
    private record Checked(String name, String status, boolean stops, List<String> words) {

        private Data json() {
            return Json.object()
                    .put("name", name)
                    .put("status", status)
                    .put("words", Json.array(words.stream().map(Data::of).toList()))
                    .build();
        }
    }

    /** A check that fails by itself or answers late is told, and stops nobody; one that has hung for long is critical. */
    private List<Checked> checks() {
        HealthCheckExecutor now = executor;
        if (now == null) {
            return List.of();
        }
        return now
                .execute(
                        HealthCheckSelector.tags("ready"),
                        new HealthCheckExecutionOptions().setOverrideGlobalTimeout(LONGEST_CHECK_MILLIS))
                .stream()
                .map(Health::checked)
                .sorted(Comparator.comparing(Checked::name))
                .toList();
    }

    private static Checked checked(HealthCheckExecutionResult executed) {
        Result result = executed.getHealthCheckResult();
        List<String> words = new ArrayList<>();
        result.forEach(entry -> words.add(entry.getMessage()));
        Result.Status status = result.getStatus();
        return new Checked(
                executed.getHealthCheckMetadata().getTitle(),
                status.name().toLowerCase(Locale.ROOT),
                status == Result.Status.CRITICAL || status == Result.Status.TEMPORARILY_UNAVAILABLE,
                words);
    }

    /** What is not there yet, in words; empty when all is. */
    List<String> waiting(Doorkeeper door) {
        return List.copyOf(waiting(door, checks()));
    }

    private Set<String> waiting(Doorkeeper door, List<Checked> checks) {
        Set<String> waiting = new LinkedHashSet<>(); // the same may come from a part of the platform and from its check
        for (String handler : door.missing()) {
            waiting.add("handler " + handler);
        }
        Store now = store;
        if (now == null) {
            waiting.add("store");
        } else {
            try {
                now.read(handle ->
                        handle.createQuery("SELECT 1").mapTo(Integer.class).one());
            } catch (RuntimeException e) {
                waiting.add("store: " + e.getClass().getSimpleName());
            }
        }
        waiting.addAll(starting());
        checks.stream().filter(Checked::stops).forEach(check -> waiting.addAll(check.words()));
        return waiting;
    }

    /** What has yet to come up before the platform can do its work, in words; empty when it can. */
    Set<String> starting() {
        Set<String> starting = new TreeSet<>();
        boot.flatMap(Boot::missing).ifPresent(words -> starting.add("container: " + words));
        for (Readiness other : others) {
            try {
                other.missing().ifPresent(words -> starting.add(other.name() + ": " + words));
            } catch (RuntimeException e) {
                starting.add(other.name() + ": " + e.getClass().getSimpleName());
            }
        }
        return starting;
    }
}
