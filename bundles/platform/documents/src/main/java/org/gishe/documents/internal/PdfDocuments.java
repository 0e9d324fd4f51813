/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.documents.internal;

import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gishe.api.base.Data;
import org.gishe.documents.Documents;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Documents as PDF: {@link Templates} fills, {@link Pages} sets. */
@Component(service = Documents.class, immediate = true)
public final class PdfDocuments implements Documents, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PdfDocuments.class);

    private final Pages pages = new Pages();
    private final ExecutorService warmer = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "gishe-documents-warm-up");
        thread.setDaemon(true);
        return thread;
    });
    private final Future<?> warm;

    @Activate
    public PdfDocuments() {
        LibraryLog.quieten();
        warm = warmer.submit(this::warmUp);
        warmer.shutdown();
    }

    @Override
    public byte[] pdf(String template, Data.Obj values, Locale language) {
        return pages.set(Templates.fill(template, Values.of(values), language), language);
    }

    /** The first document of a JVM takes a second of class loading: better nobody waits for it. */
    private void warmUp() {
        long start = System.nanoTime();
        try {
            pdf(
                    "<html><body><p>{{ word }} <b>{{ word }}</b></p></body></html>",
                    Data.EMPTY.with("word", "гише"),
                    Locale.ENGLISH);
            LOG.debug("The first document took {} ms", (System.nanoTime() - start) / 1_000_000);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The first document could not be made", e);
        }
    }

    @Deactivate
    @Override
    public void close() {
        warm.cancel(true);
        warmer.shutdownNow();
    }
}
