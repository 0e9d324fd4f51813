/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.oversight.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.documents.Documents;
import org.gishe.json.Json;
import org.gishe.oversight.Access;

/** What a person reads on paper. */
final class Papers {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm:ss").withZone(ZoneId.of("Europe/Sofia"));

    private final Documents documents;
    private final String list;
    private final String answer;
    private final String notice;

    Papers(Documents documents) {
        this.documents = documents;
        this.list = template("list.html");
        this.answer = template("answer.html");
        this.notice = template("notice.html");
    }

    private static String template(String name) {
        try (InputStream file = Papers.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    private static boolean english(Locale language) {
        return language.getLanguage().equals("en");
    }

    /** Accesses as a document. */
    byte[] list(List<Access> accesses, Instant made, int part, boolean only, Locale language) {
        return documents.pdf(
                list,
                Json.object()
                        .put("english", Data.of(english(language)))
                        .put("made", time(made))
                        .put("part", only ? "" : String.valueOf(part))
                        .put("accesses", rows(accesses, language))
                        .build(),
                language);
    }

    /** Parts one after the other; each is forgotten when it is written. */
    void zip(List<Access> first, List<Access> second, Parts rest, Instant made, Locale language, OutputStream out)
            throws IOException {
        var zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.DEFLATED);
        int number = 0;
        List<Access> part = first;
        while (!part.isEmpty()) {
            number++;
            var entry = new ZipEntry(String.format(Locale.ROOT, "oversight-%04d.pdf", number));
            entry.setTime(made.toEpochMilli());
            zip.putNextEntry(entry);
            zip.write(list(part, made, number, false, language));
            zip.closeEntry();
            zip.flush();
            part = number == 1 ? second : rest.next();
        }
        zip.finish();
    }

    /** An institution's answer, in the person's language or, where that is not known, in both. */
    byte[] answer(String institution, String question, String text, Instant asked, Instant now, Access access) {
        return documents.pdf(
                answer,
                Json.object()
                        .put("institution", institution)
                        .put("question", lines(question))
                        .put("answer", lines(text))
                        .put("asked", time(asked))
                        .put("answered", time(now))
                        .put("what", access.what().bulgarian())
                        .put("at", time(access.at()))
                        .build(),
                Locale.forLanguageTag("bg"));
    }

    /** What was seen since the last notice. */
    byte[] notice(List<Access> accesses, boolean more) {
        return documents.pdf(
                notice,
                Json.object()
                        .put("accesses", rows(accesses, Locale.forLanguageTag("bg")))
                        .put("more", Data.of(more))
                        .build(),
                Locale.forLanguageTag("bg"));
    }

    private static Data.Arr lines(String text) {
        return Json.array(text.lines().map(Data::of).toList());
    }

    private static Data.Arr rows(List<Access> accesses, Locale language) {
        return Json.array(accesses.stream().map(each -> row(each, language)).toList());
    }

    private static Data.Obj row(Access access, Locale language) {
        return Json.object()
                .put("at", time(access.at()))
                .put("institution", access.institutionName().in(language))
                .put("eik", access.institution())
                .put("through", access.through().in(language))
                .put("register", access.registerName().in(language))
                .put("what", access.what().in(language))
                .put(
                        "elements",
                        access.elements().stream()
                                .map(each -> each.in(language))
                                .collect(Collectors.joining("; ")))
                .put("basis", access.basis().map(LegalBasis::toString).orElse(""))
                .put("purpose", access.purpose().orElse(""))
                .put("reference", access.reference().orElse(""))
                .put("outcome", access.outcome().name())
                .put("own", Data.of(access.own()))
                .put("opened", access.opened().map(Papers::time).orElse(""))
                .put("id", access.id())
                .build();
    }
}
