"""Attribution: quoted segments and candidates in, who said each segment out, with how sure that is."""
