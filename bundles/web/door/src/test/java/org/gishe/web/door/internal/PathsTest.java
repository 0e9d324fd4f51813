/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.Test;

public class PathsTest {

    @Test
    public void aPathThatMeansOneThingIsClean() {
        assertThat(List.of("/", "/services/a-b", "/drafts/3f.x_~/check", "/%D0%B0", "/a%20b"))
                .allMatch(Paths::clean);
    }

    @Test
    public void aPathThatMayMeanTwoThingsIsNot() {
        assertThat(List.of(
                        "",
                        "a",
                        "//",
                        "/a/./b",
                        "/..",
                        "/%2E%2e/a",
                        "/a%2Fb",
                        "/a%5cb",
                        "/a;b",
                        "/a%3Bb",
                        "/%0d%0aX",
                        "/%C0%AF",
                        "/%d0",
                        "/%4",
                        "/" + "a".repeat(2_000)))
                .noneMatch(Paths::clean);
    }

    @Test
    public void fieldsAreReadInTheirOrder() {
        assertThat(Paths.fields("a=1&b=%D0%B0+%2B&a=2&c"))
                .containsEntry("a", List.of("1", "2"))
                .containsEntry("b", List.of("а +"))
                .containsEntry("c", List.of(""));
    }

    @Test
    public void brokenFieldsAreRefused() {
        for (String broken : List.of("a=%", "a=%D0", "%C0%AF=1", "a=ä", "a&".repeat(1_001))) {
            assertThatThrownBy(() -> Paths.fields(broken)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
