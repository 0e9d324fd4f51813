/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.gishe.api.base.Data;
import org.gishe.json.MalformedJsonException;
import org.gishe.web.door.Problem;
import org.junit.Test;

public class CallsTest {

    @Test
    public void anObjectOfTheKnownMembersIsTaken() {
        Data.Obj object = object("{\"service\":\"a\",\"form\":{}}", "service", "form");

        assertThat(Calls.text(object, "service")).isEqualTo("a");
        assertThat(Calls.child(object, "form")).contains(Data.EMPTY);
        assertThat(Calls.child(Data.EMPTY, "form")).isEmpty();
    }

    @Test
    public void unknownMembersWrongTypesAndLongValuesAreNamedByTheirPointer() {
        assertThat(pointers(() -> object("{\"servic/e\":\"a\"}", "service"))).containsExactly("/servic~1e");
        assertThat(pointers(() -> object("[]", "service"))).containsExactly("");
        assertThat(pointers(() -> Calls.text(object("{\"service\":7}", "service"), "service")))
                .containsExactly("/service");
        assertThat(pointers(() -> Calls.text(Data.EMPTY, "service"))).containsExactly("/service");
        assertThat(pointers(() -> Calls.text(Data.EMPTY.with("service", "a".repeat(201)), "service")))
                .containsExactly("/service");
        assertThat(pointers(() -> Calls.child(object("{\"form\":[]}", "form"), "form")))
                .containsExactly("/form");
    }

    @Test
    public void whatIsNoJsonIsToldByItsCause() {
        for (String broken : List.of("", "{", "{}x", "{\"a\":1,\"a\":1}")) {
            assertThatThrownBy(() -> object(broken, "a")).hasCauseInstanceOf(MalformedJsonException.class);
        }
        assertThatThrownBy(() -> Calls.object(new ByteArrayInputStream(new byte[] {'"', (byte) 0xff, '"'}), Set.of()))
                .hasCauseInstanceOf(MalformedJsonException.class);
    }

    @Test
    public void aDownloadsNameIsWrittenForOldAndNewClients() {
        assertThat(Calls.attachment("Удост \"1\".pdf"))
                .isEqualTo("attachment; filename=\"_____ _1_.pdf\";"
                        + " filename*=UTF-8''%D0%A3%D0%B4%D0%BE%D1%81%D1%82%20%221%22.pdf");
    }

    private static Data.Obj object(String json, String... members) {
        return Calls.object(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), Set.of(members));
    }

    private static List<String> pointers(Runnable call) {
        try {
            call.run();
        } catch (Problem problem) {
            assertThat(problem.status()).isEqualTo(422);
            return problem.findings().stream().map(finding -> finding.pointer()).toList();
        }
        throw new AssertionError("no problem");
    }
}
