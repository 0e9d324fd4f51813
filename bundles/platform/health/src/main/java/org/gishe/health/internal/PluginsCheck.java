/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gishe.catalogue.Catalogue;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Line;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Plug-ins that do not serve as the ledger says, or that wait for an operator's decision. */
@Component
public final class PluginsCheck implements Check {

    /** A version that comes up after a start or is being mended calls nobody. */
    private static final Duration DOWN = Duration.ofMinutes(1);
    /** Nobody decided for so long: it stands as it is. */
    private static final Duration STALE = Duration.ofDays(7);
    /** Lines of the ledger by which somebody decided what a plug-in's version is. */
    private static final Set<String> DECISIONS = Set.of("deploy", "promote", "rollback", "remove");

    private static final Set<Phase> SERVING = EnumSet.of(Phase.CURRENT, Phase.SHARED, Phase.SCHEDULED);

    private final Deployment deployment;
    private final Catalogue catalogue;
    private final InstantSource clock;
    private final boolean development;

    @Activate
    public PluginsCheck(
            @Reference Deployment deployment, @Reference Catalogue catalogue, @Reference InstantSource clock) {
        this(deployment, catalogue, clock, Boolean.getBoolean("gishe.development"));
    }

    /** @param development whether unsigned jars are as they should be */
    PluginsCheck(Deployment deployment, Catalogue catalogue, InstantSource clock, boolean development) {
        this.deployment = deployment;
        this.catalogue = catalogue;
        this.clock = clock;
        this.development = development;
    }

    @Override
    public String name() {
        return "plug-ins";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(5);
    }

    @Override
    public List<Condition> conditions() {
        Instant now = clock.instant();
        var conditions = new ArrayList<Condition>();
        for (State state : deployment.states()) {
            String version = state.plugin() + " " + state.version();
            if (!development && state.signer().isEmpty() && SERVING.contains(state.phase())) {
                conditions.add(Condition.seen(
                        version + " unsigned",
                        "it came in while this was a development platform: have it signed and deploy the signed jar"));
            }
            switch (state.phase()) {
                case DOWN ->
                    conditions.add(Condition.alerting(
                            version + " down", "new work should go to it, but it does not run: " + words(state), DOWN));
                case QUARANTINED ->
                    conditions.add(Condition.alerting(version + " held back", words(state), Duration.ZERO));
                case DRAINING ->
                    state.deadline()
                            .filter(deadline -> deadline.isBefore(now) && state.pinned() + state.inside() > 0)
                            .ifPresent(deadline -> conditions.add(Condition.alerting(
                                    version + " drains too long",
                                    state.pinned() + " pieces of work still stand on it, its time was over at "
                                            + deadline + ": decide with 'ctl extend' or 'ctl end'",
                                    Duration.ZERO)));
                default -> {}
            }
        }
        takenBack(now)
                .forEach((plugin, line) -> conditions.add(Condition.alerting(
                        plugin + " " + line.version() + " taken back",
                        "the version before it serves again: " + line.reason(),
                        Duration.ZERO)));
        catalogue
                .hung()
                .forEach(
                        (key, count) -> conditions.add(
                                Condition.seen(
                                        key + " hangs",
                                        count
                                                + " of its calls were cut off and do not end; their threads stay until the next restart")));
        return conditions;
    }

    private static String words(State state) {
        return state.reasons().isEmpty() ? "the ledger says why" : String.join("; ", state.reasons());
    }

    /** By plug-in, until somebody decides anew. */
    private Map<String, Line> takenBack(Instant now) {
        var taken = new LinkedHashMap<String, Line>();
        for (Line line : deployment.ledger()) {
            if (line.action().equals("takeback") && line.at().plus(STALE).isAfter(now)) {
                taken.put(line.plugin(), line);
            } else if (DECISIONS.contains(line.action())) {
                taken.remove(line.plugin());
            }
        }
        return taken;
    }
}
