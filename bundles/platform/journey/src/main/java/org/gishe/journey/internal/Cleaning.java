/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journey.internal;

import java.time.Duration;
import org.gishe.store.Recurring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Forgets drafts that nobody came back to. */
@Component
public final class Cleaning implements Recurring {

    private final JourneysComponent journeys;

    @Activate
    public Cleaning(@Reference JourneysComponent journeys) {
        this.journeys = journeys;
    }

    @Override
    public String name() {
        return "journey-clean";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public void run() throws Exception {
        journeys.clean();
    }
}
