/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.services.permanentaddress;

import org.gishe.api.service.EService;
import org.gishe.testkit.EServiceContract;

public class PermanentAddressTest extends EServiceContract {
    @Override
    protected EService service() {
        return new PermanentAddress();
    }
}
