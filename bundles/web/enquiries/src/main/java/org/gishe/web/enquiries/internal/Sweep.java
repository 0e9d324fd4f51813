/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.time.Duration;
import org.gishe.store.Recurring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds enquiries that wait, also those of a node that died. */
@Component
public final class Sweep implements Recurring {

    private final Desk desk;

    @Activate
    public Sweep(@Reference Desk desk) {
        this.desk = desk;
    }

    @Override
    public String name() {
        return "enquiries-sweep";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void run() {
        desk.sweep();
    }
}
