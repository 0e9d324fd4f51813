/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.gishe.api.base.PluginException;
import org.gishe.api.tools.NoticeSender;
import org.gishe.catalogue.Kind;
import org.junit.Test;

/** What {@link NoticeSender} promises. Its author plays the channel. */
public abstract class NoticeSenderContract extends Contract {

    @Override
    final Kind kind() {
        return Kind.NOTICE;
    }

    /** A new instance, configured for the same channel each time. */
    protected abstract NoticeSender sender();

    /** Configured for a channel that is not there. */
    protected abstract NoticeSender unreachable();

    /** An address that it reaches. */
    protected abstract String address();

    /** An address of another kind. */
    protected abstract String foreign();

    /** What arrived at that address, each as subject, line feed, text. */
    protected abstract List<String> arrived(String address) throws Exception;

    @Test
    public void itKnowsWhatItReaches() {
        assertThat(sender().reaches(address())).isTrue();
        assertThat(sender().reaches(foreign())).isFalse();
        assertThat(sender().reaches("")).isFalse();
    }

    @Test
    public void aNoticeArrivesAsItWasWritten() throws Exception {
        String subject = "Чака Ви съобщение " + UUID.randomUUID();

        send(sender(), subject, "Влезте в гишето.\nПоздрави");

        assertThat(arrived(address())).anySatisfy(notice -> assertThat(notice)
                .contains(subject)
                .contains("Влезте в гишето.")
                .contains("Поздрави"));
    }

    @Test
    public void aSubjectCannotBecomeAHeader() throws Exception {
        String mark = UUID.randomUUID().toString();

        catchThrowable(() -> send(sender(), "Тема\r\nBcc: other@example.org " + mark, "текст"));

        assertThat(arrived(address()))
                .noneMatch(notice -> notice.lines().anyMatch(line -> line.startsWith("Bcc:") && line.contains(mark)));
    }

    @Test
    public void aChannelThatIsDownIsAFailureThatMayPass() {
        var failure = catchThrowable(() -> send(unreachable(), "Тема", "текст"));

        assertThat(failure).isInstanceOf(PluginException.class);
        assertThat(((PluginException) failure).passing()).isTrue();
        assertThat(failure.toString()).doesNotContain(address());
    }

    @Test
    public void nothingRunsOnAfterACall() {
        send(sender(), "Тема", "текст"); // a channel in this JVM starts its own threads now
        var threads = Threads.watch();

        send(sender(), "Тема", "текст");

        threads.assertNothingStays(Duration.ofSeconds(5));
    }

    private void send(NoticeSender sender, String subject, String text) {
        try (var work = TestWork.forNobody().key("test." + UUID.randomUUID()).open()) {
            sender.send(work, address(), subject, text);
        }
    }
}
