/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.signing.internal;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.gishe.signing.Validation;
import org.gishe.vendor.dss.Ades;
import org.gishe.vendor.dss.Document;
import org.gishe.vendor.dss.TrustState;
import org.gishe.vendor.dss.Verdict;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets a few look at once: what strangers send must not take every core. */
@Component
public final class ValidationComponent implements Validation {

    private static final int WAITING_FOR_EACH = 4;
    private static final int PATIENCE_SECONDS = 20;

    private final Ades ades;
    private final TrustPoints points;
    private final Semaphore running;
    private final Semaphore waiting;

    @Activate
    public ValidationComponent(@Reference Ades ades, @Reference TrustPoints points) {
        this.ades = ades;
        this.points = points;
        this.running = new Semaphore(points.validations(), true);
        this.waiting = new Semaphore(points.validations() * WAITING_FOR_EACH);
    }

    @Override
    public Verdict validate(Document signed, List<Document> detached) {
        if (!waiting.tryAcquire()) {
            throw new BusyException();
        }
        try {
            if (!running.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new BusyException();
            }
            try {
                return ades.validate(signed, detached, points.means().trust());
            } finally {
                running.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException();
        } finally {
            waiting.release();
        }
    }

    @Override
    public TrustState trust(boolean again) {
        return ades.state(points.means().trust(), again);
    }

    @Override
    public boolean sandbox() {
        return points.sandbox();
    }
}
