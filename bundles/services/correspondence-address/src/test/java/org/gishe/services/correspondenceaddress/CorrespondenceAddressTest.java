/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.services.correspondenceaddress;

import org.gishe.api.service.EService;
import org.gishe.testkit.EServiceContract;

public class CorrespondenceAddressTest extends EServiceContract {
    @Override
    protected EService service() {
        return new CorrespondenceAddress();
    }
}
