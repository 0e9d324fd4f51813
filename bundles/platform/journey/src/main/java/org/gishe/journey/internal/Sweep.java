/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import org.gishe.store.Recurring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds whatever is due and in nobody's hands. */
@Component
public final class Sweep implements Recurring {

    private final JourneysComponent journeys;

    @Activate
    public Sweep(@Reference JourneysComponent journeys) {
        this.journeys = journeys;
    }

    @Override
    public String name() {
        return "journey-sweep";
    }

    @Override
    public Duration every() {
        return Duration.ofMillis(500);
    }

    @Override
    public void run() throws Exception {
        journeys.sweep();
    }
}
