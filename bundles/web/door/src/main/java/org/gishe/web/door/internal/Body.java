/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.gishe.api.base.LocalText;
import org.gishe.web.door.Problem;

/** Takes in a request's body, within bounds of size and time. */
final class Body {

    private Body() {}

    /**
     * Reads a body whole.
     *
     * @param length as announced; negative when it was not
     * @throws Problem if it is larger than allowed, comes too slowly or breaks off
     */
    static byte[] read(InputStream in, long length, int maximum, long deadline) {
        if (length > maximum) {
            throw Problem.tooLarge(maximum);
        }
        if (length == 0) {
            return new byte[0];
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(length < 0 ? 1024 : (int) length);
            byte[] piece = new byte[8192];
            int n;
            while ((n = in.read(piece)) >= 0) {
                if (out.size() + n > maximum) {
                    throw Problem.tooLarge(maximum);
                }
                out.write(piece, 0, n);
                if (System.nanoTime() - deadline > 0) {
                    throw tooSlow();
                }
            }
            return out.toByteArray();
        } catch (IOException e) { // broken off, or idle for longer than the server waits
            throw tooSlow();
        }
    }

    private static Problem tooSlow() {
        return Problem.of(
                        408,
                        "too-slow",
                        LocalText.of("Заявката не дойде докрай", "The request did not come to its end"),
                        LocalText.of(
                                "Връзката беше прекъсната или твърде бавна. Нищо не е записано; опитайте отново.",
                                "The connection broke off or was too slow. Nothing was kept; try again."))
                .header("Connection", "close");
    }

    /** A body that was read. */
    static final class Kept extends ServletInputStream {
        private final ByteArrayInputStream in;

        Kept(byte[] body) {
            this.in = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return in.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is already here");
        }
    }

    /** A body that is too large to be kept: counted while it is read. */
    static final class Counted extends ServletInputStream {
        private final ServletInputStream in;
        private final long maximum;
        private long count;

        Counted(ServletInputStream in, long maximum) {
            this.in = in;
            this.maximum = maximum;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = in.read(target, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int n) throws IOException {
            count += n;
            if (count > maximum) {
                throw new TooLargeException(maximum);
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is read on the request's thread");
        }
    }

    /** More came than is taken in. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
        private final long maximum;

        TooLargeException(long maximum) {
            super("more than " + maximum + " bytes");
            this.maximum = maximum;
        }

        Problem problem() {
            return Problem.tooLarge(maximum);
        }
    }
}
