/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import javax.sql.DataSource;

/** What recurring work needs of the store; between the two components of this bundle. */
interface Scheduling {

    DataSource leases();

    /** Unique and stable name of this node. */
    String node();
}
