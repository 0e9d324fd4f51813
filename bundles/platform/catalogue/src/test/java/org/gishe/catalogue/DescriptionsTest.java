/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.gishe.api.base.Assurance;
import org.gishe.api.base.Data;
import org.gishe.api.base.LegalBasis;
import org.gishe.catalogue.test.PluginJar;
import org.junit.Test;

public class DescriptionsTest {

    private static final String SERVICE = "gishe/service.json";
    private static final String SCHEMA = "gishe/form.schema.json";
    private static final String BULGARIAN = "gishe/texts_bg.properties";
    private static final String ENGLISH = "gishe/texts_en.properties";
    private static final String REGISTER = "gishe/register.json";

    private final PluginJar service = PluginJar.service("sample", "1.2.0");
    private final PluginJar register = PluginJar.register("population", "1.0.0");

    private static Descriptions of(PluginJar jar) {
        return new Descriptions(path -> Optional.ofNullable(jar.bytes(path)), jar.version());
    }

    private static List<String> problems(PluginJar jar) {
        Descriptions reading = of(jar);
        var service = reading.service();
        var register = reading.register();
        assertThat(reading.problems().isEmpty())
                .as("a description is there exactly when there is no problem")
                .isEqualTo(service.isPresent() || register.isPresent());
        return reading.problems();
    }

    private PluginJar changed(String text, String by) {
        return service.replaced(SERVICE, text, by);
    }

    @Test
    public void anEServiceIsReadFromItsFiles() {
        ServiceDescription read = of(service).service().orElseThrow();

        assertThat(read.id()).isEqualTo("sample");
        assertThat(read.version()).isEqualTo("1.2.0");
        assertThat(read.title().bulgarian()).isEqualTo("Примерна услуга");
        assertThat(read.title().english()).isEqualTo("Sample service");
        assertThat(read.assurance()).isEqualTo(Assurance.SUBSTANTIAL);
        assertThat(read.steps()).containsExactly("sign", "receipt", "check", "decide", "deliver");
        assertThat(read.basis()).containsExactly(new LegalBasis("Закон", "чл. 1"));
        assertThat(read.pages())
                .containsExactly(new ServiceDescription.Page("why", List.of("/purpose", "/address/street")));
        assertThat(read.resultTemplate()).isEmpty();
        ServiceDescription.Need need = read.enquiries().get(0);
        assertThat(need.purpose().english()).isEqualTo("Look up the address");
        assertThat(need.required()).isTrue();
        assertThat(need.request().text("/EGN")).contains("=party.identifier");
    }

    @Test
    public void aRegisterIsReadFromItsFiles() {
        RegisterDescription read = of(register).register().orElseThrow();

        assertThat(read.id()).isEqualTo("population");
        assertThat(read.administration()).isEqualTo("999999931");
        RegisterDescription.Operation operation =
                read.operation("AddressSearch").orElseThrow();
        assertThat(operation.subject()).isEqualTo("/EGN");
        assertThat(operation.elements()).containsExactly("/Street");
        assertThat(operation.request().at("/properties/EGN")).isPresent();
        assertThat(operation.title().bulgarian()).isEqualTo("Адрес");
        assertThat(read.operation("Other")).isEmpty();
    }

    @Test
    public void aBundleWithoutDescriptionsIsNoneAndNoProblem() {
        Descriptions reading = of(PluginJar.empty("com.example.other", "1.0.0"));

        assertThat(reading.service()).isEmpty();
        assertThat(reading.register()).isEmpty();
        assertThat(reading.problems()).isEmpty();
    }

    @Test
    public void stepsMayBeFewerWhenNobodySignsAndNothingIsChecked() {
        var jar = changed("\"workingDays\": 3", "\"workingDays\": 3, \"steps\": [\"receipt\", \"decide\", \"deliver\"]")
                .file(SERVICE, withoutEnquiries());

        assertThat(problems(jar)).isEmpty();
        assertThat(of(jar).service().orElseThrow().steps()).containsExactly("receipt", "decide", "deliver");
    }

    private String withoutEnquiries() {
        String text = new String(service.bytes(SERVICE), StandardCharsets.UTF_8);
        return text.replaceAll("(?s)\"enquiries\": \\[.*?\\}\\],", "")
                .replace("\"workingDays\": 3", "\"workingDays\": 3, \"steps\": [\"receipt\", \"decide\", \"deliver\"]");
    }

    @Test
    public void aTextThatOneLanguageLacksIsNamedWithTheLanguage() {
        assertThat(problems(service.replaced(ENGLISH, "summary=For everybody\n", "")))
                .containsExactly("text summary is missing in English", "text summary is missing in both languages");
        assertThat(problems(service.file(BULGARIAN, text(BULGARIAN) + "field.purpose.label=Цел\n")))
                .containsExactly("text field.purpose.label is missing in English");
        assertThat(problems(service.file(ENGLISH, text(ENGLISH) + "field.purpose.label=Purpose\n")))
                .containsExactly("text field.purpose.label is missing in Bulgarian");
    }

    private String text(String path) {
        return new String(service.bytes(path), StandardCharsets.UTF_8);
    }

    @Test
    public void aTextThatBothLanguagesLackIsNamed() {
        var jar = service.replaced(ENGLISH, "page.why.title=What do you need it for?\n", "")
                .replaced(BULGARIAN, "page.why.title=За какво Ви трябва?\n", "");

        assertThat(problems(jar)).containsExactly("text page.why.title is missing in both languages");
    }

    @Test
    public void aTextsFileThatIsMissingOrNotUtf8IsNamed() {
        assertThat(problems(service.without(ENGLISH))).contains(ENGLISH + " is missing");
        assertThat(problems(service.file(BULGARIAN, new byte[] {'t', '=', (byte) 0xC3})))
                .contains(BULGARIAN + " is not UTF-8");
        assertThat(problems(service.file(ENGLISH, "title=\\uZZZZ"))).contains(ENGLISH + " is not a properties file");
    }

    @Test
    public void stepsAreKnownInOrderAndWhole() {
        assertThat(problems(steps("\"sign\", \"receipt\", \"pay\", \"check\", \"decide\", \"deliver\"")))
                .containsExactly("unknown step pay; the platform knows [sign, receipt, check, decide, deliver]");
        assertThat(problems(steps("\"sign\", \"receipt\", \"decide\", \"check\", \"deliver\"")))
                .containsExactly("step check stands too late; the order is [sign, receipt, check, decide, deliver]");
        assertThat(problems(steps("\"sign\", \"check\", \"decide\", \"deliver\"")))
                .containsExactly("step receipt is missing");
        assertThat(problems(steps("\"receipt\", \"decide\", \"deliver\"")))
                .containsExactly("there are enquiries, but step check, which makes them, is missing");
    }

    private PluginJar steps(String steps) {
        return changed("\"workingDays\": 3", "\"workingDays\": 3, \"steps\": [" + steps + "]");
    }

    @Test
    public void unknownMembersAreRefused() {
        assertThat(problems(changed("\"workingDays\"", "\"fee\": 5, \"workingDays\"")))
                .containsExactly("gishe/service.json has an unknown member fee");
        assertThat(problems(changed("\"register\"", "\"optional\": true, \"register\"")))
                .containsExactly("an enquiry in gishe/service.json has an unknown member optional");
        assertThat(problems(register.replaced(REGISTER, "\"subject\"", "\"rights\": [], \"subject\"")))
                .containsExactly("an operation in gishe/register.json has an unknown member rights");
    }

    @Test
    public void whatIsNeededIsNamedWhenItIsMissing() {
        assertThat(problems(changed("\"number\": \"sample-9\", ", ""))).containsExactly("number is missing or no text");
        assertThat(problems(changed("\"agency\": \"999999924\"", "\"agency\": 999999924")))
                .containsExactly("agency is missing or no text");
        assertThat(problems(changed("\"basis\": [{\"act\": \"Закон\", \"article\": \"чл. 1\"}],", "")))
                .containsExactly("basis names no law");
        assertThat(problems(changed(", \"article\": \"чл. 2\"", "")))
                .containsExactly("a legal basis names act and article");
        assertThat(problems(changed("\"workingDays\": 3", "\"workingDays\": 3.5")))
                .containsExactly("workingDays is a whole number from 0 to 365");
        assertThat(problems(changed("\"id\": \"sample\"", "\"id\": \"Sample Service\"")))
                .containsExactly("the id in gishe/service.json has small letters, digits and hyphens, at most 64");
        assertThat(problems(changed("\"workingDays\"", "\"assurance\": \"highest\", \"workingDays\"")))
                .containsExactly("assurance is one of low, substantial, high");
    }

    @Test
    public void everyFieldStandsOnExactlyOnePage() {
        assertThat(problems(changed("\"/purpose\", \"/address/street\"", "\"/purpose\"")))
                .containsExactly("field /address/street stands on no page");
        assertThat(problems(changed(
                        "[{\"key\": \"why\", \"fields\": [\"/purpose\", \"/address/street\"]}]",
                        "[{\"key\": \"why\", \"fields\": [\"/purpose\", \"/address\", \"/purpose\"]}]")))
                .containsExactly("field /purpose stands on two pages");
        assertThat(problems(changed("\"/address/street\"]", "\"/address/street\", \"/colour\"]")))
                .containsExactly("page why names the field /colour, which the form's schema does not have");
        assertThat(problems(changed("\"openFields\": [\"/purpose\"]", "\"openFields\": [\"/shade\"]")))
                .containsExactly("openFields names /shade, which the form's schema does not have");
    }

    @Test
    public void whatAnEnquiryAsksForCanBeFilledIn() {
        assertThat(problems(changed("=party.identifier", "=party.mother")))
                .containsExactly("enquiry address asks for =party.mother; known are =party.identifier and "
                        + "=form/<pointer of a field>");
        assertThat(problems(changed("=form/address/street", "=form/address/door")))
                .hasSize(1);
        assertThat(problems(changed("\"name\": \"address\"", "\"required\": \"yes\", \"name\": \"address\"")))
                .containsExactly("required of enquiry address is true or false");
    }

    @Test
    public void aBrokenSchemaIsNamedAndNothingFails() {
        assertThat(problems(service.without(SCHEMA))).contains(SCHEMA + " is missing");
        assertThat(problems(service.file(SCHEMA, "{\"properties\": 5}")))
                .contains("properties of the form's schema is no object");
        assertThat(problems(service.file(SCHEMA, "[]"))).contains(SCHEMA + " is not an object");
        assertThat(problems(service.file(SCHEMA, "{\"type\": "))).anyMatch(each -> each.startsWith(SCHEMA + ": "));
    }

    @Test
    public void brokenJsonIsOneProblemAndNotAService() {
        assertThat(problems(service.file(SERVICE, "{\"id\": \"a\", \"id\": \"b\"}")))
                .hasSize(1);
        assertThat(problems(service.file(SERVICE, "{"))).hasSize(1).allMatch(each -> each.startsWith(SERVICE + ": "));
    }

    @Test
    public void aFileHasALargestSize() {
        var jar = service.file("gishe/result.html", new byte[(1 << 18) + 1]);

        assertThat(problems(jar)).containsExactly("gishe/result.html is larger than 256 KiB");
    }

    @Test
    public void aRegisterHasOperationsWithWordsAndSchemas() {
        assertThat(problems(register.file(
                        REGISTER, "{\"id\": \"population\", \"administration\": \"999999931\", \"operations\": []}")))
                .containsExactly("gishe/register.json has no operations");
        assertThat(problems(register.replaced(REGISTER, "\"name\": \"AddressSearch\"", "\"name\": \"Other\"")))
                .containsExactly("text operation.Other.title is missing in both languages");
        assertThat(problems(register.replaced(REGISTER, "\"subject\": \"/EGN\", ", "")))
                .containsExactly("subject is missing or no text");
        assertThat(problems(register.replaced(
                        REGISTER,
                        "\"response\": {\"type\": \"object\"",
                        "\"response\": 1, \"x\": {\"type\": \"object\"")))
                .contains("response is missing or no object");
    }

    @Test
    public void aDescriptionKeepsTheSchemaAsItStands() {
        Data.Obj schema = of(service).service().orElseThrow().schema();

        assertThat(schema.at("/properties/purpose/maxLength")).contains(Data.of(40));
    }
}
