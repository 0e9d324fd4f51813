/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.gishe.api.base.Identifier;
import org.gishe.api.signature.SignatureProvider;
import org.gishe.testkit.RedirectSigningContract;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.rules.TemporaryFolder;

/** The consent page in version 2: pushed, with authorization details. */
public class CscRedirectContractTest extends RedirectSigningContract {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static Rssp service;

    @BeforeClass
    public static void start() throws IOException {
        service = new Rssp(FOLDER);
    }

    @AfterClass
    public static void stop() {
        service.close();
    }

    /** As configured. */
    String version() {
        return "auto";
    }

    @Override
    protected SignatureProvider provider() {
        return service.provider(version());
    }

    @Override
    protected SignatureProvider unreachable() {
        return Rssp.provider("http://127.0.0.1:1/tsp", version(), "auto", "gishe", "sandbox-only");
    }

    @Override
    protected Identifier known() {
        return Rssp.identifier(Rssp.LED);
    }

    @Override
    protected Map<String, String> approve(URI page) throws Exception {
        return Rssp.decide(page, "approve");
    }

    @Override
    protected Map<String, String> reject(URI page) throws Exception {
        return Rssp.decide(page, "reject");
    }
}
