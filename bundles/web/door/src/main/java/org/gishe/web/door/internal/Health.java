/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    // all of them come and go while the door serves
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Store store;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Readiness> others = List.of();

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
        List<String> waiting = ready ? waiting(door) : List.of();
        Json.Builder json = Json.object().put("status", waiting.isEmpty() ? "up" : "down");
        if (told) {
            tell(json, waiting, door.counts());
        }
        response.setStatus(waiting.isEmpty() ? 200 : 503);
        response.setContentType("application/json");
        response.getOutputStream().write(Json.write(json.build()));
    }

    private static void tell(Json.Builder json, List<String> waiting, Doorkeeper.Counts counts) {
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
    }

    /** What is not there yet, in words; empty when all is. */
    List<String> waiting(Doorkeeper door) {
        List<String> waiting = new ArrayList<>();
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
