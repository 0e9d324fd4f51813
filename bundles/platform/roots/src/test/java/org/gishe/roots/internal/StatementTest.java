/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.roots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.gishe.roots.Statement;
import org.junit.Test;

public class StatementTest {

    private static final String TEXT =
            "example.bg/journal\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nnumber 3\n" + "from 40\nprevious "
                    + Statement.NONE + "\nmade 2026-11-23T08:00:00.123456Z\n";

    /** The format stands for ever. */
    @Test
    public void aStatementIsWrittenAsTheFormatSaysAndReadBack() {
        var statement = new Statement(
                "example.bg/journal",
                42,
                new byte[32],
                3,
                40,
                Statement.NONE,
                Instant.parse("2026-11-23T08:00:00.123456Z"));

        assertThat(statement.text()).isEqualTo(TEXT);
        assertThat(Statement.of(TEXT).text()).isEqualTo(TEXT);
        assertThat(new String(Statement.cosigned(TEXT, 1_700_000_000), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("gishe-cosignature/1\ntime 1700000000\n" + TEXT);
    }

    @Test
    public void whatIsNotExactlyAStatementIsNone() {
        for (String text : List.of(
                "",
                TEXT + "\n",
                TEXT.substring(0, TEXT.length() - 1),
                TEXT.replace("42", "042"),
                TEXT.replace("42", "+42"),
                TEXT.replace("42", "40"),
                TEXT.replace("42", "99999999999999999999"),
                TEXT.replace("AAA=", "AAB="),
                TEXT.replace("AAAA", ""),
                TEXT.replace("number 3", "number 0"),
                TEXT.replace("number", "nummer"),
                TEXT.replace("from 40", "from -1"),
                TEXT.replace("0000", "000G"),
                TEXT.replace("08:00", "8:00"),
                TEXT.replace("123456", "123456000"),
                TEXT.replace("example", "two words"),
                TEXT.replace("example", "x".repeat(2_000)))) {
            assertThatThrownBy(() -> Statement.of(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
