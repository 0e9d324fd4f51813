/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.gishe.health.Check;
import org.gishe.health.Condition;
import org.gishe.journey.Journeys;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Submissions that stand until somebody comes. */
@Component
public final class SubmissionsCheck implements Check {

    private final Journeys journeys;

    @Activate
    public SubmissionsCheck(@Reference Journeys journeys) {
        this.journeys = journeys;
    }

    @Override
    public String name() {
        return "submissions";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(10);
    }

    /** One for each step of a version. Neither ids nor reasons: those stand behind the operator's log-in. */
    @Override
    public List<Condition> conditions() {
        var counts = new TreeMap<String, Integer>();
        for (Journeys.Parked parked : journeys.parked()) {
            counts.merge(parked.service() + " " + parked.version() + " in step " + parked.step(), 1, Integer::sum);
        }
        var conditions = new ArrayList<Condition>();
        counts.forEach((where, count) -> conditions.add(Condition.alerting(
                where, count + " parked: the reasons stand in 'ctl parked', and 'ctl retry' goes on", Duration.ZERO)));
        return conditions;
    }
}
