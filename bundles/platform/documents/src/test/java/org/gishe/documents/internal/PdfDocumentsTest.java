/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.documents.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.gishe.api.base.Data;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

public class PdfDocumentsTest {

    private static final Locale BULGARIAN = Locale.forLanguageTag("bg");

    @Rule
    public final Timeout limit = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final PdfDocuments documents = new PdfDocuments();

    @After
    public void close() {
        documents.close();
    }

    @Test
    public void bulgarianTextIsReadBackFromTheDocument() throws IOException {
        byte[] pdf = make(
                "<h1>{{ title }}</h1><p>Щъркел ѝ даде жълтата фланелка. <b>{{ name }}</b></p>",
                Data.EMPTY.with("title", "УДОСТОВЕРЕНИЕ").with("name", "Ёлка Юриева Ъглова"));

        assertThat(text(pdf))
                .contains("УДОСТОВЕРЕНИЕ")
                .contains("Щъркел ѝ даде жълтата фланелка.")
                .contains("Ёлка Юриева Ъглова");
    }

    @Test
    public void everyLetterOfTheAlphabetHasAGlyphInBothWeights() throws IOException {
        String letters = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯабвгдежзийклмнопрстуфхцчшщъьюяѝ№„“–";

        byte[] pdf = make("<p>{{ all }}</p><p><b>{{ all }}</b></p>", Data.EMPTY.with("all", letters));

        assertThat(text(pdf).replaceAll("\\s", "")).isEqualTo(letters + letters);
    }

    @Test
    public void theFontsAreInsideAndTheFileSaysItIsForTheArchive() throws IOException {
        byte[] pdf = make("<p>едно <b>две</b></p>", Data.EMPTY);

        try (PDDocument document = Loader.loadPDF(pdf)) {
            var fonts = new ArrayList<String>();
            var resources = document.getPage(0).getResources();
            for (var name : resources.getFontNames()) {
                assertThat(resources.getFont(name).isEmbedded()).isTrue();
                fonts.add(resources.getFont(name).getName());
            }
            assertThat(fonts).hasSize(2).allMatch(each -> each.contains("DejaVuSans"));
            assertThat(new String(document.getDocumentCatalog().getMetadata().toByteArray(), "UTF-8"))
                    .contains("pdfaid:part>2<")
                    .contains("pdfaid:conformance>A<");
        }
    }

    @Test
    public void aScreenReaderFindsLanguageTitleAndStructure() throws IOException {
        byte[] pdf = make("<h1>Заглавие</h1><p>Текст</p>", Data.EMPTY);

        try (PDDocument document = Loader.loadPDF(pdf)) {
            var catalog = document.getDocumentCatalog();
            assertThat(catalog.getLanguage()).isEqualTo("bg");
            assertThat(catalog.getMarkInfo().isMarked()).isTrue();
            assertThat(catalog.getStructureTreeRoot().getKids()).isNotEmpty();
            assertThat(document.getDocumentInformation().getTitle()).isEqualTo("Проба");
            assertThat(document.getDocumentInformation().getCreationDate()).isNull();
        }
    }

    @Test
    public void theSameFactsGiveTheSameBytes() {
        String template = "<h1>{{ title }}</h1>{% for each in list %}<p>{{ each }}</p>{% endfor %}";
        var values = Data.EMPTY.with("title", "Заявление").with("list", texts("първо", "второ", "трето"));

        byte[] first = make(template, values);
        var again = IntStream.range(0, 10).mapToObj(i -> make(template, values)).toList();
        byte[] other = make(template, values.with("title", "Жалба"));

        assertThat(again).allSatisfy(each -> assertThat(each).isEqualTo(first));
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    public void anotherInstanceMakesTheSameBytesToo() {
        var another = new PdfDocuments();
        try {
            byte[] here = make("<p>{{ a }}</p>", Data.EMPTY.with("a", "едно"));
            byte[] there = another.pdf(page("<p>{{ a }}</p>"), Data.EMPTY.with("a", "едно"), BULGARIAN);

            assertThat(there).isEqualTo(here);
        } finally {
            another.close();
        }
    }

    @Test
    public void anOrdinaryCertificateStaysSmall() {
        byte[] pdf = make("<h1>Удостоверение</h1><p>{{ text }}</p>", Data.EMPTY.with("text", "дума ".repeat(300)));

        assertThat(pdf.length).isLessThan(65_536);
    }

    @Test
    public void valuesCannotBecomeMarkup() throws IOException {
        byte[] pdf = make("<p>{{ name }}</p>", Data.EMPTY.with("name", "<b onload=\"x\">& 'Жоро'</b>"));

        assertThat(text(pdf)).contains("<b onload=\"x\">& 'Жоро'</b>");
    }

    @Test
    public void numbersConditionsAndLoopsReachThePage() throws IOException {
        byte[] pdf = make(
                "{% if paid %}<p>{{ sum | numberformat('0.00') }}</p>{% endif %}"
                        + "{% for each in list %}{{ each }}{% if not loop.last %}; {% endif %}{% endfor %}"
                        + "{{ missing | default('няма') }} {{ person.name }}",
                Data.EMPTY
                        .with("paid", Data.of(true))
                        .with("sum", new Data.Num(new BigDecimal("12.5")))
                        .with("list", texts("а", "б"))
                        .with("person", Data.EMPTY.with("name", "Яна")));

        assertThat(text(pdf))
                .containsPattern("12[.,]50")
                .contains("а; б")
                .contains("няма")
                .contains("Яна");
    }

    @Test
    public void aMissingValueIsSaidAndNotLeftBlank() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> make("<p>{{ name }}</p>", Data.EMPTY))
                .withMessageContaining("name");
    }

    @Test
    public void theReasonNeverQuotesAValue() {
        Throwable failure = catchThrowable(() -> make(
                "{{ born | date('dd.MM.yyyy', existingFormat='yyyy-MM-dd') }}", Data.EMPTY.with("born", "secret")));

        assertThat(failure).isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("secret");
    }

    @Test
    public void aBrokenTemplateIsRefused() {
        refused("<p>{{ name </p>");
        refused("{% if %}");
        refused("{% for a in b %}");
        refused("<p><b>crossed</p></b>");
        refused("<p>no such thing as &nbsp; here</p>");
    }

    @Test
    public void anEmptyTemplateIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> documents.pdf("", Data.EMPTY, BULGARIAN));
    }

    @Test
    public void aTemplateReachesNoClass() {
        refused("{{ name.class }}");
        refused("{{ name.getClass() }}");
        refused("{{ name.getClass().forName('java.lang.Runtime') }}");
        refused("{{ list.stream() }}");
        refused("{{ (1).TYPE }}");
        refused("{% for each in list %}{{ loop.class.classLoader }}{% endfor %}");
        refused("{{ template.getClass() }}");
        refused("{{ _context.getClass() }}");
        refused("{{ locale.getClass() }}");
        refused("{{ beans.engine }}");
    }

    @Test
    public void aTemplateReachesNoFileThroughItsOwnLanguage() throws IOException {
        Path secret = Files.writeString(folder.newFile("secret.txt").toPath(), "TAJNA");

        refused("{% include '" + secret + "' %}");
        refused("{% import '" + secret + "' %}");
        refused("{% extends '" + secret + "' %}");
        refused("{% embed '" + secret + "' %}{% endembed %}");
        refused("{% from '" + secret + "' import x %}");
        refused("{{ i18n('messages', 'key') }}");
        refused("{% set a = 'x' %}");
        refused("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
    }

    @Test
    public void aPageReachesNoFile() throws IOException {
        Path secret = Files.writeString(folder.newFile("secret.txt").toPath(), "TAJNA");
        Path style = Files.writeString(folder.newFile("style.css").toPath(), "body:before { content: 'TAJNA' }");
        Path image = folder.newFile("image.png").toPath();
        Files.write(image, png(4, 4));

        for (String reach : List.of(
                "<img src=\"" + image.toUri() + "\"/>",
                "<img src=\"" + image + "\"/>",
                "<link rel=\"stylesheet\" href=\"" + style.toUri() + "\"/>",
                "<style>@import url('" + style.toUri() + "');</style>",
                "<style>p { background: url('" + image.toUri() + "') }</style><p>a</p>",
                "<a href=\"" + secret.toUri() + "\" download=\"a.txt\">a</a>",
                "<object data=\"" + secret.toUri() + "\"></object>",
                "<iframe src=\"" + secret.toUri() + "\"></iframe>")) {
            byte[] pdf = make("<p>before</p>" + reach, Data.EMPTY);

            assertThat(text(pdf)).as(reach).contains("before").doesNotContain("TAJNA");
            try (PDDocument document = Loader.loadPDF(pdf)) {
                assertThat(document.getPage(0).getResources().getXObjectNames())
                        .as(reach)
                        .isEmpty();
                assertThat(document.getDocumentCatalog().getNames()).as(reach).isNull();
            }
        }
        refused("<!DOCTYPE html [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><html><body>&e;</body></html>", true);
    }

    @Test
    public void aPageMayCarryASmallImageButNotAHugeOne() throws IOException {
        byte[] small = make(image(png(40, 40)), Data.EMPTY);
        byte[] huge = make(image(png(5_000, 5_000)), Data.EMPTY);

        assertThat(images(small)).isEqualTo(1);
        assertThat(images(huge)).isZero();
    }

    @Test
    public void whatGrowsWithoutEndIsCutOff() {
        var many = numbers(1000);
        var values = Data.EMPTY.with("many", many);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> make(
                        "{% for a in many %}{% for b in many %}"
                                + "{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
                        values));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> make("{% for a in many %}" + "word ".repeat(1000) + "{% endfor %}", values));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        make("{% for a in many %}<p style=\"page-break-after: always\">a</p>{% endfor %}", values))
                .withMessageContaining("pages");
        refused("{{ 1..1000000000 }}");
        refused("{{ range(0, 1000000000) }}");
        refused("{{ 'a' ~ 'b' }}");
        refused("{{ '%1000000000s' | format('a') }}");
        refused("{{ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}");
        refused("a".repeat(Templates.LONGEST_TEMPLATE));
    }

    @Test
    public void valuesWithoutMeasureAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> make("{{ n }}", Data.EMPTY.with("n", new Data.Num(new BigDecimal("1E999999999")))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> make("{{ t }}", Data.EMPTY.with("t", "a".repeat(Values.MOST_CHARACTERS + 1))));
        Data deep = Data.EMPTY;
        for (int i = 0; i < 50; i++) {
            deep = new Data.Obj(Map.of("a", deep));
        }
        Data.Obj tower = new Data.Obj(Map.of("a", deep));
        assertThatIllegalArgumentException().isThrownBy(() -> make("{{ a }}", tower));
    }

    @Test
    public void aCallerThatGivesUpStopsTheTemplate() {
        var many = numbers(10);

        Thread.currentThread().interrupt();
        Throwable failure;
        try {
            failure =
                    catchThrowable(() -> make("{% for a in many %}{{ a }}{% endfor %}", Data.EMPTY.with("many", many)));
        } finally {
            Thread.interrupted();
        }

        assertThat(failure).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("time");
    }

    @Test
    public void theContextClassLoaderIsGivenBack() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        make("<p>a</p>", Data.EMPTY);

        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    public void closingLeavesNoThread() throws InterruptedException {
        var one = new PdfDocuments();

        one.close();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("gishe-documents-warm-up")) {
                thread.join(30_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    private void refused(String body) {
        refused(page(body), true);
    }

    private void refused(String template, boolean whole) {
        var values = Data.EMPTY.with("name", "Яна").with("list", texts("а"));
        assertThat(catchThrowable(() -> documents.pdf(template, values, BULGARIAN)))
                .as(template.length() > 200 ? "long" : template)
                .isInstanceOf(IllegalArgumentException.class);
    }

    private byte[] make(String body, Data.Obj values) {
        return documents.pdf(page(body), values, BULGARIAN);
    }

    private static String page(String body) {
        return "<!DOCTYPE html>\n<html><head><title>Проба</title></head><body>" + body + "</body></html>";
    }

    private static Data.Arr texts(String... each) {
        return new Data.Arr(List.copyOf(Arrays.stream(each).map(Data::of).toList()));
    }

    private static Data.Arr numbers(int count) {
        return new Data.Arr(
                List.copyOf(IntStream.range(0, count).mapToObj(Data::of).toList()));
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static int images(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            int count = 0;
            for (var ignored : document.getPage(0).getResources().getXObjectNames()) {
                count++;
            }
            return count;
        }
    }

    private static String image(byte[] png) {
        return "<p>a</p><img alt=\"\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png) + "\"/>";
    }

    private static byte[] png(int width, int height) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), "png", out);
        return out.toByteArray();
    }
}
