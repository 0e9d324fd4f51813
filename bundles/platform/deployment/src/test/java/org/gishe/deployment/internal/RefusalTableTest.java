/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

public class RefusalTableTest {

    @Test
    public void authorsFindEachRefusalInTheirTableAndNoOther() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../../../docs/writing-plugins.md")).stream()
                .dropWhile(line -> !line.startsWith("| id | "))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Stream.of(Refusal.values())
                        .map(each -> "| `" + each.id() + "` | " + each.found() + " | " + each.instead() + " |")
                        .toList());
    }
}
