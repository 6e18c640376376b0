"""Resolving: whom every name means, from the outcomes for single names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from services.search.identities.evidence import BLOCK, SAMPLE, CountedName, Evidence, Resolution, Row
from services.search.identities.people import resolve_people
from services.search.identities.person_names import person_name


class Listed:
    """Evidence from a list."""
    def __init__(self, rows):
        self._rows=defaultdict(list); names=defaultdict(Counter); 
        for row,n in rows:
            self._rows[row.id].append(row); names[row.id][n['name']]+=1
        self._with=defaultdict(list)
        for id,c in names.items():
            name=min(c,key=lambda x:(-c[x],x))
            self._with_add(id,name,len(self._rows[id]))
        for v in self._with.values(): v.sort(key=lambda n:(-n.articles,n.id))
        for v in self._rows.values(): v.sort(key=lambda r:(r.month,r.article),reverse=True)
    def _with_add(self,id,name,k):
        from shared.text import fold
        type=id.split(':')[0]
        words=set(person_name(name).words) if type=='person' else set(fold(name).split())
        for w in words: self._with[type,w].append(CountedName(id,name,k))
    def names_with(self,word,type): return self._with[type,word][:BLOCK]
    def rows(self,id): return self._rows[id][:SAMPLE]
    def shares(self,ids):
        n=len({r.article for v in self._rows.values() for r in v}) if not hasattr(self,'n') else self.n
        self.n=n
        return {i:len(self._rows[i])/n for i in ids}
    def words(self,type): return sorted({w for t,w in self._with if t==type})
    def persons(self): return [(i,self) for i in self._rows if i.startswith('person:')]

def resolve_all(evidence):
    res={}
    for w in evidence.words('person'):
        for r in resolve_people(w,evidence): res[r.id]=r
    def who(article,id):
        seen=set()
        while id in res and id not in seen:
            seen.add(id); r=res[id]
            t=(r.by_article or {}).get(article) or r.target
            if not t: return id+'|'+article
            if t==id: break
            id=t
        return id
    return who
