/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import org.gishe.store.Landmark;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The number of the ledger's last line. */
@Component(service = Landmark.class)
public final class LedgerHead implements Landmark {

    @Activate
    public LedgerHead() {}

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public String at(Handle handle) {
        return String.valueOf(new Ledger().last(handle));
    }
}
