/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.itests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.gishe.itests.harness.Server;
import org.gishe.itests.harness.Versions;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * What operators, deployers and auditors do on their pages, in a real browser, in both languages, with and without scripts: log
 * in, let somebody in, deploy, promote, roll back, look. Each page is held against WCAG 2.2 AA, and a picture of it is kept.
 */
public class OperationsIT {

    private static final Path ROOT =
            Path.of(System.getProperty("gishe.root", "../..")).toAbsolutePath();
    private static final Path SCREENS =
            Path.of(System.getProperty("gishe.target", "target")).resolve("screens");
    private static final String ADDRESS = "correspondence-address";

    private static Server server;
    private static Chromium chromium;

    @BeforeClass
    public static void open() throws IOException {
        server = Server.fresh("operations");
        server.start();
        chromium = new Chromium();
    }

    @AfterClass
    public static void shut() {
        if (chromium != null) {
            chromium.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    public void anOperatorDeploysAndRollsBackOnADesktop() {
        try (var office = new Office("desktop", "en", true)) {
            office.upgrade("permanent-address", Versions.CERTIFICATE, "11.0.0");
        }
    }

    @Test
    public void anOperatorDeploysAndRollsBackOnAPhoneWithoutScripts() {
        try (var office = new Office("phone", "bg", false)) {
            office.upgrade(ADDRESS, "org.gishe.services." + ADDRESS, "11.0.0");
        }
    }

    @Test
    public void aDeployerChangesTheirOwnPlugInsOnly() {
        String password;
        try (var office = new Office("desktop", "bg", true)) {
            office.enter("operator", Server.password());
            password = office.appoint("roads", "deployer", ADDRESS);
        }
        try (var office = new Office("phone", "en", true)) {
            office.enter("roads", password);
            office.look("plugins");
            assertThat(office.nav()).contains(office.words.operations("nav.deploy"));
            assertThat(office.nav())
                    .doesNotContain(office.words.operations("nav.operators"), office.words.operations("nav.parked"));

            office.send("deployer.jar", new Versions(server, Versions.CERTIFICATE).jar("12.0.0"), "2099-01-01T08:00");
            office.heading("refused.jar");
            office.look("refused");
            assertThat(office.main()).contains("permanent-address is not among the plug-ins that roads may change");

            office.page.navigate(server.address() + "/operations/plugins/permanent-address");
            assertThat(office.main()).doesNotContain(office.words.operations("decision.rollback"));
            assertThat(office.page
                            .navigate(server.address() + "/operations/plugins/permanent-address/rollback")
                            .status())
                    .isEqualTo(403);
            office.look("not-allowed");
            assertThat(office.page
                            .navigate(server.address() + "/operations/operators")
                            .status())
                    .isEqualTo(403);

            office.send(
                    "own.jar", new Versions(server, "org.gishe.services." + ADDRESS).jar("12.0.0"), "2099-01-01T08:00");
            assertThat(office.main()).contains(office.words.operations("done.deploy"), "12.0.0");
            assertThat(office.complaints()).isEmpty();
        }
    }

    @Test
    public void anAuditorReadsAndChangesNothing() {
        String password;
        try (var office = new Office("desktop", "en", true)) {
            office.enter("operator", Server.password());
            password = office.appoint("auditor.one", "auditor", "");
        }
        try (var office = new Office("desktop", "bg", true)) {
            office.enter("auditor.one", password);
            assertThat(office.nav())
                    .contains(office.words.operations("nav.ledger"), office.words.operations("nav.parked"))
                    .doesNotContain(office.words.operations("nav.deploy"), office.words.operations("nav.operators"));
            office.link("nav.parked").click();
            office.heading("parked.title");
            office.look("parked");
            office.link("nav.standing").click();
            office.heading("standing.title");
            office.look("standing");
            office.page.navigate(server.address() + "/operations/plugins/permanent-address");
            assertThat(office.page.locator("main .g-button").count()).isZero();
            assertThat(office.post("/operations/plugins/permanent-address/drain")
                            .status())
                    .isEqualTo(403);
            assertThat(office.complaints()).isEmpty();
        }
    }

    @Test
    public void whoeverIsNotLoggedInSeesNothingAndAForgedFormDoesNothing() {
        try (var office = new Office("desktop", "en", true)) {
            for (String address : new String[] {
                "", "/plugins/permanent-address", "/ledger", "/operators", "/deployments", "/parked", "/nowhere"
            }) {
                office.page.navigate(server.address() + "/operations" + address);
                assertThat(office.page.url()).as(address).contains("/operations/login?goto=");
            }
            office.enter("operator", "not the password");
            assertThat(office.main()).contains(office.words.operations("login.wrong"));
            office.look("login-wrong");

            office.enter("operator", Server.password());
            byte[] before = server.operations("ledger").body();
            APIResponse forged = office.context
                    .request()
                    .post(
                            server.address() + "/operations/plugins/permanent-address/drain",
                            RequestOptions.create()
                                    .setForm(FormData.create().set("csrf", "guessed"))
                                    .setMaxRedirects(0));
            assertThat(forged.status()).isEqualTo(403);
            assertThat(server.operations("ledger").body()).isEqualTo(before);
        }
    }

    /** Somebody at their place of work. */
    private static final class Office implements AutoCloseable {

        private final Words words;
        private final BrowserContext context;
        private final Eye eye;
        private final Page page;

        Office(String device, String language, boolean script) {
            words = new Words(ROOT, language);
            context = chromium.device(device, language, script);
            String name = "operations-" + device + "-" + language + (script ? "" : "-noscript");
            eye = new Eye(chromium, SCREENS, name, language, script, server.address());
            eye.watch(context);
            page = context.newPage();
        }

        void enter(String name, String password) {
            page.navigate(server.address() + "/operations/login");
            page.locator("#name").fill(name);
            page.locator("#password").fill(password);
            button("login.enter").click();
            page.waitForLoadState();
        }

        /** @return the password that was made */
        String appoint(String name, String role, String ids) {
            link("nav.operators").click();
            heading("operators.title");
            look("people");
            page.locator("#name").fill(name);
            page.locator("input[name=role][value=" + role + "]").check();
            page.locator("#ids").fill(ids);
            button("appoint").click();
            Locator password = page.locator(".gishe-number");
            password.waitFor();
            look("appointed");
            return password.textContent().strip();
        }

        void send(String name, byte[] jar, String at) {
            link("nav.deploy").click();
            heading("deploy.title");
            page.locator("#at").fill(at);
            page.locator("#jar").setInputFiles(new FilePayload(name, "application/java-archive", jar));
            button("deploy.send").click();
            page.waitForLoadState();
        }

        void upgrade(String plugin, String bundle, String version) {
            page.navigate(server.address() + "/operations");
            look("login");
            enter("operator", Server.password());
            heading("plugins.title");
            look("plugins");
            link("nav.deploy").click();
            look("deploy");
            button("deploy.send").click();
            page.locator(".g-error-summary").waitFor();
            look("deploy-error");

            send(version + ".jar", new Versions(server, bundle).jar(version), "");
            assertThat(main()).contains(words.operations("done.deploy"), version);
            look("deployed");
            assertThat(server.operations("plugins").text()).contains(version);

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(words.operations("decision.rollback")))
                    .first()
                    .click();
            look("rollback");
            button("decision.rollback").click();
            page.locator("[role=status]").waitFor();
            assertThat(page.locator("[role=status]").textContent()).contains(words.operations("done.rollback"));
            look("rolled-back");

            link("nav.ledger").click();
            heading("ledger.title");
            look("ledger");
            assertThat(main()).contains(words.operations("action.rollback"), "operator", plugin);

            page.navigate(server.address() + "/operations/nowhere");
            look("not-found");
            button("nav.logout").click();
            button("login.enter").waitFor();
            page.navigate(server.address() + "/operations/ledger");
            assertThat(page.url()).contains("/operations/login");
            assertThat(complaints()).isEmpty();
        }

        /** A form with nothing in it but what the page itself would send. */
        APIResponse post(String path) {
            String csrf = page.locator("input[name=csrf]").first().inputValue();
            return context.request()
                    .post(
                            server.address() + path,
                            RequestOptions.create()
                                    .setForm(FormData.create().set("csrf", csrf))
                                    .setMaxRedirects(0));
        }

        Iterable<String> complaints() {
            return eye.complaints();
        }

        void look(String picture) {
            eye.look(picture, page);
        }

        String nav() {
            return page.locator("header nav").textContent();
        }

        String main() {
            return page.locator("main").textContent();
        }

        Locator link(String key) {
            return page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions()
                                    .setName(words.operations(key))
                                    .setExact(true))
                    .first();
        }

        Locator button(String key) {
            return page.getByRole(
                    AriaRole.BUTTON,
                    new Page.GetByRoleOptions().setName(words.operations(key)).setExact(true));
        }

        void heading(String key) {
            page.getByRole(
                            AriaRole.HEADING,
                            new Page.GetByRoleOptions()
                                    .setName(words.operations(key))
                                    .setExact(true)
                                    .setLevel(1))
                    .waitFor();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
