/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.gishe.api.tools.ContentScanner;
import org.gishe.api.tools.ContentScanner.Verdict;
import org.gishe.catalogue.Kind;
import org.junit.Test;

/** What {@link ContentScanner} promises. */
public abstract class ContentScannerContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.SCAN;
    }

    /** The test file of the European Institute for Computer Anti-Virus Research, in two halves so that it is not one here. */
    private static final byte[] EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*")
            .getBytes(StandardCharsets.US_ASCII);

    /** A new instance. */
    protected abstract ContentScanner scanner();

    /** Configured for a scanner that is not there. */
    protected abstract ContentScanner unreachable();

    @Test
    public void whatIsCleanIsSaidToBe() throws IOException {
        var verdict = scan(scanner(), new ByteArrayInputStream("чисто".getBytes(StandardCharsets.UTF_8)));

        assertThat(verdict.clean()).isTrue();
        assertThat(verdict.finding()).isEmpty();
    }

    @Test
    public void whatIsEmptyIsClean() throws IOException {
        assertThat(scan(scanner(), InputStream.nullInputStream()).clean()).isTrue();
    }

    @Test
    public void theCommonTestFileIsFound() throws IOException {
        var verdict = scan(scanner(), new ByteArrayInputStream(EICAR));

        assertThat(verdict.clean()).isFalse();
        assertThat(verdict.finding()).isNotBlank();
    }

    @Test
    public void theCallersStreamIsReadToItsEndAndLeftOpen() throws IOException {
        var stream = new Watched(new byte[300_000]);

        scan(scanner(), stream);

        assertThat(stream.available()).isZero();
        assertThat(stream.closed).isFalse();
    }

    @Test
    public void whatCannotBeReadIsNotClean() {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        };

        assertThat(catchThrowable(() -> scan(scanner(), broken))).isInstanceOf(IOException.class);
    }

    @Test
    public void aScannerThatIsDownIsNotAVerdict() {
        var failure = catchThrowable(() -> scan(unreachable(), new ByteArrayInputStream(new byte[] {1})));

        assertThat(failure).isInstanceOf(IOException.class);
    }

    @Test
    public void nothingRunsOnAfterACall() throws IOException {
        scan(scanner(), InputStream.nullInputStream());
        var threads = Threads.watch();

        scan(scanner(), new ByteArrayInputStream(EICAR));

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    private static Verdict scan(ContentScanner scanner, InputStream content) throws IOException {
        try (var work = TestWork.forNobody().open()) {
            var verdict = scanner.scan(work, content);
            assertThat(verdict).isNotNull();
            return verdict;
        }
    }

    private static final class Watched extends ByteArrayInputStream {

        private boolean closed;

        Watched(byte[] bytes) {
            super(bytes);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
