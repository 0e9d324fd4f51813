/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public class LanguagesTest {

    @Test
    public void whatIsAskedForComesBeforeWhatIsKeptAndWhatTheBrowserWishes() {
        assertThat(Languages.choose("en", "bg", "bg").getLanguage()).isEqualTo("en");
        assertThat(Languages.choose(null, "en", "bg").getLanguage()).isEqualTo("en");
        assertThat(Languages.choose(null, null, "de;q=0.9, en-GB;q=0.8").getLanguage())
                .isEqualTo("en");
    }

    @Test
    public void bulgarianIsSpokenToEverybodyElse() {
        assertThat(Languages.choose(null, null, null).getLanguage()).isEqualTo("bg");
        assertThat(Languages.choose("de", "xx", "de").getLanguage()).isEqualTo("bg");
        assertThat(Languages.choose(null, null, "no list ;;; at all").getLanguage())
                .isEqualTo("bg");
    }
}
