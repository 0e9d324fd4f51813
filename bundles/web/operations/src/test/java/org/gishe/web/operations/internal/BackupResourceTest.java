/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.gishe.backup.Backup;
import org.gishe.store.StoreException;
import org.gishe.web.door.Problem;
import org.junit.Test;

public class BackupResourceTest {

    private static final class OneByte implements Backup.Ready {
        private boolean closed;

        @Override
        public String name() {
            return "gishe-backup-20261123T080000Z.zip";
        }

        @Override
        public void write(OutputStream out) throws IOException {
            out.write('x');
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    public void aBackupIsSentAndThenClosed() throws Exception {
        var ready = new OneByte();
        var out = new ByteArrayOutputStream();

        new BackupResource.Sending(ready).write(out);

        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("x");
        assertThat(ready.closed).isTrue();
    }

    @Test
    public void itIsClosedAlsoWhenNobodyTakesItToItsEnd() {
        var ready = new OneByte();
        var gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };

        assertThatThrownBy(() -> new BackupResource.Sending(ready).write(gone)).hasMessage("gone");

        assertThat(ready.closed).isTrue();
    }

    @Test
    public void whoeverComesSecondIsToldToComeAgain() {
        var resource = new BackupResource(operator -> {
            throw new Backup.BusyException();
        });

        assertThatThrownBy(() -> resource.begin("operator"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(409));
    }

    @Test
    public void whatStoppedItIsToldToTheOperator() {
        var resource = new BackupResource(operator -> {
            throw new StoreException("no room for a copy: 1 bytes are free, and 2 have to be", null);
        });

        assertThatThrownBy(() -> resource.begin("operator")).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(500);
            assertThat(problem.json(Locale.ENGLISH).text("/detail"))
                    .get()
                    .asString()
                    .contains("no room");
        });
    }
}
