/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.identity.internal;

import java.time.Duration;
import org.gishe.store.Recurring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Forgets sessions and log-ins that have expired. */
@Component
public final class Cleaning implements Recurring {

    private final IdentityComponent identity;

    @Activate
    public Cleaning(@Reference IdentityComponent identity) {
        this.identity = identity;
    }

    @Override
    public String name() {
        return "identity-clean";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run() {
        identity.clean();
    }
}
