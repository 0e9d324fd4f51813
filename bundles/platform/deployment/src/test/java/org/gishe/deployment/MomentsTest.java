/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.Test;

public class MomentsTest {

    @Test
    public void anInstantIsTheTimeInSofiaUnlessItHasAnOffset() {
        Instant law = Instant.parse("2027-01-02T06:00:00Z");

        assertThat(Moments.instant("2027-01-02T08:00")).isEqualTo(law);
        assertThat(Moments.instant(" 2027-01-02 08:00:00 ")).isEqualTo(law);
        assertThat(Moments.instant("2027-01-02T06:00:00Z")).isEqualTo(law);
        assertThat(Moments.instant("2027-01-02T07:00+01:00")).isEqualTo(law);
        assertThat(Moments.instant("2027-07-02T08:00")).isEqualTo(Instant.parse("2027-07-02T05:00:00Z"));
        assertThat(Moments.words(law)).isEqualTo("2027-01-02T08:00+02:00");
    }

    @Test
    public void anHourThatTheClocksSkipOrRepeatIsAskedForAgain() {
        assertThatThrownBy(() -> Moments.instant("2027-03-28T03:30"))
                .hasMessage("in Sofia 2027-03-28T03:30 never comes, as the clocks change: write it with its offset, for"
                        + " example 2027-03-28T03:30+02:00");
        assertThatThrownBy(() -> Moments.instant("2027-10-31T03:30")).hasMessageContaining("comes twice");
        assertThat(Moments.instant("2027-10-31T03:30+02:00")).isEqualTo(Instant.parse("2027-10-31T01:30:00Z"));
    }

    @Test
    public void whatIsNoInstantIsToldHowToWriteOne() {
        for (String text : new String[] {"tomorrow", "", "2027-01-02", "2027-13-02T08:00"}) {
            assertThatThrownBy(() -> Moments.instant(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "\"" + text
                                    + "\" is no instant: write 2027-01-02T08:00 for the time in Sofia, or 2027-01-02T06:00:00Z");
        }
    }

    @Test
    public void untilADateIsUntilItsEnd() {
        assertThat(Moments.until("2027-01-02")).isEqualTo(Instant.parse("2027-01-02T22:00:00Z"));
        assertThat(Moments.until("2027-01-02T08:00")).isEqualTo(Instant.parse("2027-01-02T06:00:00Z"));
    }

    @Test
    public void aShareIsOneToAHundred() {
        assertThat(Moments.share("10%")).isEqualTo(10);
        assertThat(Moments.share(" 100 % ")).isEqualTo(100);
        for (String text : new String[] {"0", "101", "ten", "-5", "1.5", ""}) {
            assertThatThrownBy(() -> Moments.share(text))
                    .hasMessage("\"" + text + "\" is no share: write 1 to 100, in percent");
        }
    }
}
