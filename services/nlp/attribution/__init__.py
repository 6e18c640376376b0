"""Attribution: quoted segments and candidates in, the speaker of each segment out, with a probability."""
