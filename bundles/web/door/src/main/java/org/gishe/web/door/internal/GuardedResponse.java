/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the door may still take back while it says "not found": the handler may only just be on its way. A server's
 * own error page never goes out; the door draws it.
 */
final class GuardedResponse extends HttpServletResponseWrapper {

    private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream(0);
    private @Nullable ServletOutputStream out;
    private @Nullable PrintWriter writer;
    private int error;

    GuardedResponse(HttpServletResponse response) {
        super(response);
    }

    /** Status of an error that was left to the server; 0 if none was. */
    int error() {
        return error;
    }

    /** Lets out what was held back. */
    void finish() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (heldBack.size() > 0) {
            super.getOutputStream().write(heldBack.toByteArray());
        }
        super.flushBuffer();
    }

    private boolean holds() {
        return getStatus() == SC_NOT_FOUND && !super.isCommitted();
    }

    @Override
    public void sendError(int status) {
        error = status;
    }

    @Override
    public void sendError(int status, String message) {
        error = status;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (!holds()) {
            super.flushBuffer();
        }
    }

    @Override
    public void reset() {
        super.reset();
        heldBack.reset();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        heldBack.reset();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), StandardCharsets.UTF_8));
        }
        return writer;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (out == null) {
            out = new Out(super.getOutputStream());
        }
        return out;
    }

    private final class Out extends ServletOutputStream {
        private final ServletOutputStream to;

        Out(ServletOutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            if (holds()) {
                heldBack.write(b);
            } else {
                to.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (holds()) {
                heldBack.write(bytes, offset, length);
            } else {
                to.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (!holds()) {
                to.flush();
            }
        }

        @Override
        public void close() throws IOException {
            if (!holds()) {
                to.close();
            }
        }

        @Override
        public boolean isReady() {
            return to.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            to.setWriteListener(listener);
        }
    }
}
