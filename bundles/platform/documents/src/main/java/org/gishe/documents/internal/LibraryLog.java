/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.documents.internal;

import com.openhtmltopdf.util.Diagnostic;
import com.openhtmltopdf.util.XRLog;
import com.openhtmltopdf.util.XRLogger;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PDF library's own log, without its arguments: they quote the page, which is somebody's data. */
final class LibraryLog implements XRLogger {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryLog.class);

    private LibraryLog() {}

    static void quieten() {
        XRLog.setLoggerImpl(new LibraryLog());
    }

    @Override
    public boolean isLogLevelEnabled(Diagnostic diagnostic) {
        return warns(diagnostic) ? LOG.isDebugEnabled() : LOG.isTraceEnabled();
    }

    @Override
    public void log(Diagnostic diagnostic) {
        if (warns(diagnostic)) {
            LOG.debug("{} {}", diagnostic.getLevel(), diagnostic.getLogMessageId());
        } else {
            LOG.trace("{} {}", diagnostic.getLevel(), diagnostic.getLogMessageId());
        }
    }

    private static boolean warns(Diagnostic diagnostic) {
        return diagnostic.getLevel().intValue() >= Level.WARNING.intValue();
    }

    @Override
    public void log(String where, Level level, String message) {
        LOG.debug("{} in {}", level, where);
    }

    @Override
    public void log(String where, Level level, String message, Throwable failure) {
        LOG.debug("{} in {}: {}", level, where, failure.getClass().getName());
    }

    @Override
    public void setLevel(String where, Level level) {
        // levels are set where every other logger's are
    }
}
