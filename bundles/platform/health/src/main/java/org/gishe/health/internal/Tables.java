/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.health.internal;

import org.gishe.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The store with this bundle's tables, brought up to date once for all who use them. */
@Component(service = Tables.class)
public final class Tables {

    private final Store store;

    @Activate
    public Tables(@Reference Store store) {
        this.store = store;
        store.migrate("health", Tables.class);
    }

    Store store() {
        return store;
    }
}
