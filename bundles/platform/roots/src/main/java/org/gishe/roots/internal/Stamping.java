/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import org.gishe.roots.Roots.Root;
import org.gishe.roots.Roots.Stamp;
import org.gishe.roots.Statement;
import org.gishe.store.Recurring;
import org.gishe.store.Store;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.AdesException;
import org.gishe.vendor.dss.TimeStampSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has roots time-stamped, the newest first, because it covers all before it. A dead authority stops nothing else; what it missed
 * is caught up, each root with the time at which that was.
 */
@Component(
        service = Recurring.class,
        configurationPid = {"org.gishe.journal", "org.gishe.signing"})
public final class Stamping implements Recurring {

    private static final Logger LOG = LoggerFactory.getLogger(Stamping.class);
    private static final int AT_ONCE = 50;

    private final Store store;
    private final RootTable table;
    private final Optional<TimeStampSource> authority;
    private final Pause pause = new Pause();

    /** @param roots owns the tables */
    @Activate
    public Stamping(
            @Reference Store store,
            @Reference RootsComponent roots,
            @Reference Ades ades,
            RootsConfiguration configuration) {
        this(
                store,
                roots,
                configuration.timeStamps().isBlank()
                        ? Optional.empty()
                        : Optional.of(ades.timeStamps(
                                URI.create(configuration.timeStamps().strip()))));
    }

    Stamping(Store store, RootsComponent roots, Optional<TimeStampSource> authority) {
        this.store = store;
        this.table = roots.table();
        this.authority = authority;
    }

    @Override
    public String name() {
        return "journal-stamps";
    }

    @Override
    public Duration every() {
        return pause.length();
    }

    @Override
    public void run() {
        if (authority.isEmpty()) {
            return;
        }
        for (int i = 0; i < AT_ONCE; i++) {
            Optional<Root> next = store.read(table::unstamped);
            if (next.isEmpty()) {
                return;
            }
            Root root = next.get();
            Stamp stamp;
            try {
                stamp = Signatures.stamp(root.text(), authority.get().token(Statement.digest(root.text()), "SHA256"));
            } catch (AdesException | GeneralSecurityException e) {
                if (!pause.failing()) {
                    LOG.warn("Roots of the journal wait for their time-stamp: {}", e.getMessage());
                }
                pause.failed();
                return;
            }
            store.commit(unit -> {
                table.stamp(unit, root.statement().number(), stamp);
                return null;
            });
            if (pause.failing()) {
                LOG.info("Roots of the journal are time-stamped again");
            }
            pause.well();
        }
    }
}
