/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.journal.internal;

import java.util.HexFormat;
import org.gishe.store.Landmark;
import org.jdbi.v3.core.Handle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The head of the chain: how many entries are sealed, and the hash of the last. */
@Component(service = Landmark.class)
public final class JournalHead implements Landmark {

    @Activate
    public JournalHead() {}

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public String at(Handle handle) {
        return handle.createQuery("SELECT sequence, hash FROM journal_head")
                .map((row, context) -> row.getLong(1) + " " + HexFormat.of().formatHex(row.getBytes(2)))
                .findOne()
                .orElse("0");
    }
}
