/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.population;

import java.io.IOException;
import java.util.List;
import org.gishe.api.base.Data;
import org.gishe.api.register.RegisterAdapter;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.internal.Server;
import org.gishe.sandbox.registers.internal.PopulationRegister;
import org.gishe.testkit.RegisterAdapterContract;
import org.junit.AfterClass;
import org.junit.BeforeClass;

public class PopulationContractTest extends RegisterAdapterContract {

    private static Server sandbox;

    @BeforeClass
    public static void startTheSandbox() throws IOException {
        var sites = List.<org.gishe.sandbox.host.Site>of(new PopulationRegister());
        sandbox = new Server(0, () -> sites);
    }

    @AfterClass
    public static void stopTheSandbox() {
        sandbox.close();
    }

    @Override
    protected RegisterAdapter adapter() {
        return new PopulationAdapter(sandbox.address() + "/registers/population");
    }

    @Override
    protected RegisterAdapter unreachable() {
        return new PopulationAdapter("http://127.0.0.1:1/registers/population");
    }

    @Override
    protected Question known() {
        return question(Invented.all().get(0).egn());
    }

    /** Every seventh invented person has no permanent address. */
    @Override
    protected Question unknown() {
        return question(Invented.all().get(6).egn());
    }

    private static Question question(String egn) {
        return new Question("PermanentAddressSearch", Data.EMPTY.with("EGN", egn));
    }
}
