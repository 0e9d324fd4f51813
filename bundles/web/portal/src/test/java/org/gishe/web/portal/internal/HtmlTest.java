/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public class HtmlTest {

    @Test
    public void theCheckOfPagesFindsWhatItLooksFor() {
        for (String broken : List.of(
                "<p>a<b>c</p></b>",
                "<p>a",
                "<p style=\"color:red\">a</p>",
                "<p onclick=\"a()\">a</p>",
                "<script>a()</script>",
                "<label for=\"x\">a</label>",
                "<p id=\"x\">a</p><p id=\"x\">b</p>",
                "<p>a < b</p>",
                "<p>{{ a }}</p>",
                "<html><body></body></html>")) {
            assertThat(Html.faults(broken)).as(broken).isNotEmpty();
        }
        assertThat(Html.faults("<label for=\"x\">a</label><input id=\"x\">")).isEmpty();
    }
}
