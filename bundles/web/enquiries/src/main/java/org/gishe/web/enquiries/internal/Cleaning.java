/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.enquiries.internal;

import java.time.Duration;
import org.gishe.store.Recurring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Forgets answers whose time is over. */
@Component
public final class Cleaning implements Recurring {

    private final Desk desk;

    @Activate
    public Cleaning(@Reference Desk desk) {
        this.desk = desk;
    }

    @Override
    public String name() {
        return "enquiries-clean";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(5);
    }

    @Override
    public void run() {
        desk.clean();
    }
}
