from tests.web.conftest import *
from tests.factories import *
def test_smoke(portal, browser, company, officers, works_here):
    import collections
    ids={}
    q=["2026-Q3","2026-Q2","2026-Q1","2025-Q4"]
    for st,p in zip(["draft","verification","validation","returned"],q):
        ids[st]=make_report(works_here, company, officers, st, p)
    reg=make_registration(works_here, officers, "submitted")
    bad=[]
    for who in [company.owner, company.staff, officers.front_desk, officers.verifier, officers.validator, officers.supervisor, officers.administrator, officers.auditor]:
        b=browser(who)
        for rule in portal.url_map.iter_rules():
            if "GET" not in rule.methods: continue
            urls=[]
            if "<" not in rule.rule: urls=[rule.rule]
            else:
                for i in [*ids.values(), reg]:
                    u=rule.rule.replace("<public_id>",i).replace("<step_key>","data-umum").replace("<table_name>","produksi.csv").replace("<export_type>","csv").replace("<transition>","send").replace("<path:key>","initial_password_days").replace("<int:number>","1")
                    if "<" not in u: urls.append(u)
            for u in dict.fromkeys(urls):
                if "static" in u: continue
                r=b.get(u)
                if r.status_code>=500: bad.append((who.user_name,u,r.status_code))
    print(len(bad)); 
    for x in bad[:60]: print(x)
    assert not bad
