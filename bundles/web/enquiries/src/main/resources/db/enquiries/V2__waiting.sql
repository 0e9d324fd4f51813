-- how many of one system's enquiries wait
CREATE INDEX enquiries_enquiry_waiting ON enquiries_enquiry (consumer, state);
